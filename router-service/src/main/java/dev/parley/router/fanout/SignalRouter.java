package dev.parley.router.fanout;

import dev.parley.bus.SessionDirectory;
import dev.parley.proto.log.Signal;
import dev.parley.router.RouterMetrics;
import dev.parley.router.delivery.BusSender;
import java.util.List;
import java.util.Set;

/// Hands signals to the gateways: outcomes at least once, like events, because someone waits for them; receipts
/// and typing at most once and outside the numbering, because the next one makes up for a lost one.
public final class SignalRouter implements BatchWork<Signal> {

    private final SessionDirectory directory;
    private final BusSender sender;
    private final RouterMetrics metrics;

    public SignalRouter(SessionDirectory directory, BusSender sender, RouterMetrics metrics) {
        this.directory = directory;
        this.sender = sender;
        this.metrics = metrics;
    }

    @Override
    public void run(List<Signal> signals) {
        Answers.of("publish outcomes", sender.send(SignalPlan.outcomes(signals)));
        Set<String> audience = SignalPlan.audience(signals);
        if (audience.isEmpty()) {
            return;
        }
        try {
            Answers.of(
                    "publish hints",
                    directory
                            .lookup(audience)
                            .thenCompose(sessions -> sender.sendHints(SignalPlan.broadcasts(signals, sessions))));
        } catch (TemporaryFailure e) {
            metrics.hintsGivenUp((int)
                    signals.stream().filter(signal -> !signal.hasOutcome()).count());
        }
    }
}
