package dev.parley.chat.outcome;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionDirectory;
import dev.parley.proto.log.BusFrame;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Makes this instance an address of the bus for as long as it runs: subscribes, and renews its lease every three
/// seconds (it lives ten). While Redis is away, REST commands answer UNAVAILABLE; the subscription comes back by
/// itself.
public final class BusAddress implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(BusAddress.class);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(3);

    private final String address;
    private final GatewayBus bus;
    private final SessionDirectory directory;
    private final OutcomeDesk desk;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bus-lease").factory());
    private GatewayBus.@Nullable Subscription subscription;

    public BusAddress(String address, GatewayBus bus, SessionDirectory directory, OutcomeDesk desk) {
        this.address = address;
        this.bus = bus;
        this.directory = directory;
        this.desk = desk;
    }

    @Override
    public void start() {
        subscription = bus.subscribe(address, new GatewayBus.Listener() {
            @Override
            public void onFrame(BusFrame frame) {
                desk.onFrame(frame);
            }

            @Override
            public void onLinkRestored() {
                LOG.info("bus link restored address={}", address);
            }
        });
        timer.scheduleWithFixedDelay(this::renew, 0, RENEW_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void renew() {
        directory.renewLease(address).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("bus lease not renewed address={} cause={}", address, failure.toString());
            }
        });
    }

    @Override
    public void stop() {
        timer.shutdownNow();
        GatewayBus.Subscription open = subscription;
        subscription = null;
        if (open != null) {
            open.close();
        }
        directory.endLease(address);
    }

    @Override
    public boolean isRunning() {
        return subscription != null;
    }

    /// Goes after the web server, whose calls wait for outcomes.
    @Override
    public int getPhase() {
        return 0;
    }
}
