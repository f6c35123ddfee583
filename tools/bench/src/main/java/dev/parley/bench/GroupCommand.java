package dev.parley.bench;

import dev.parley.bench.measure.Latencies;
import dev.parley.bench.measure.Ledger;
import dev.parley.bench.report.MarkdownTable;
import dev.parley.bench.report.Report;
import dev.parley.bench.schedule.Schedule;
import dev.parley.bench.wire.RestApi;
import dev.parley.bench.wire.WireClient;
import dev.parley.bench.wire.WireSession;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// One sender, one group, its members spread evenly over the gateways. What counts for a group is its last member.
@Command(name = "group", mixinStandardHelpOptions = true, description = "Messages into one group at a rate.")
final class GroupCommand implements Callable<Integer> {

    private static final String SOURCE = "127.0.0.1";

    @Mixin
    StackOptions stack = new StackOptions();

    @Mixin
    LoadOptions load = new LoadOptions();

    @Option(names = "--rate", defaultValue = "10", description = "Messages per second (default: ${DEFAULT-VALUE}).")
    double rate = 10;

    @Option(
            names = "--members",
            defaultValue = "100",
            description = "Members with the sender (default: ${DEFAULT-VALUE}).")
    int members = 100;

    @Option(
            names = "--idle",
            defaultValue = "30",
            description =
                    "Seconds without a message before the load, all connected, to know what Redis has to do anyway (default: ${DEFAULT-VALUE}).")
    int idleSeconds = 30;

    @Override
    public Integer call() throws Exception {
        String run = "b" + Long.toString(System.currentTimeMillis(), 36);
        Schedule schedule = load.schedule(rate);
        Ledger ledger = new Ledger(schedule.size(), members - 1);
        LoadRun loadRun = new LoadRun(schedule, ledger, load, rate);
        Closes closed = new Closes();
        try (RestApi rest = new RestApi(stack.edge, 8);
                WireClient wire = new WireClient(2)) {
            LoadRun.Outgoing target = connect(run, rest, wire, ledger, closed);
            System.err.println("bench: " + members + " members are connected; " + idleSeconds + " s idle, "
                    + load.warmupSeconds + " s of warm-up, then " + load.seconds + " s");
            Ends idle = new Ends();
            idle.begin();
            TimeUnit.SECONDS.sleep(idleSeconds);
            idle.end();
            Ends measured = new Ends();
            loadRun.play(run + "-", load.bodyBytes, index -> target, stack, measured);
            report(loadRun, ledger, closed, idle.use(), measured.use());
        }
        return loadRun.isClean() ? 0 : 1;
    }

    private LoadRun.Outgoing connect(String run, RestApi rest, WireClient wire, Ledger ledger, Closes closed) {
        Duration validFor = Duration.ofHours(2);
        List<String> others =
                IntStream.range(1, members).mapToObj(i -> run + "-m" + i).toList();
        List<CompletableFuture<WireSession>> receiving = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            int receiver = i;
            URI gateway = stack.gateways.get(i % stack.gateways.size());
            receiving.add(rest.token(others.get(i), validFor)
                    .thenCompose(token -> wire.openPatiently(
                            gateway,
                            SOURCE,
                            token,
                            "bench",
                            new MessageListener(ledger, run + "-", receiver, closed))));
        }
        String token = rest.token(run + "-s", validFor).join();
        String conversation = rest.createGroup(token, "bench", others).join();
        WireSession sending = wire.openPatiently(
                        stack.gateways.getFirst(),
                        SOURCE,
                        token,
                        "bench",
                        new MessageListener(ledger, run + "-", -1, closed))
                .join();
        receiving.forEach(CompletableFuture::join);
        return new LoadRun.Outgoing(sending, conversation);
    }

    private void report(LoadRun loadRun, Ledger ledger, Closes closed, BackboneUse idle, BackboneUse use)
            throws Exception {
        int from = loadRun.firstMeasured();
        int messages = loadRun.measuredMessages();
        Report report = new Report()
                .heading(stack.heading(LoadRun.text(
                        "group of %d on %d gateways, %.0f messages/s, %d s after %d s of warm-up (%s)",
                        members,
                        stack.gateways.size(),
                        rate,
                        load.seconds,
                        load.warmupSeconds,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS))))
                .table(new MarkdownTable(Latencies.columns())
                        .row(Latencies.of(ledger.receiverLatency(from, 0)).row("first member"))
                        .row(Latencies.of(ledger.receiverLatency(from, 0.5)).row("median member"))
                        .row(Latencies.of(ledger.receiverLatency(from, 1)).row("last member"))
                        .row(Latencies.of(ledger.ackLatency(from)).row("ack")));
        report.line(LoadRun.text(
                "Deliveries: %.0f/s to %d sessions.", ledger.achievedRate(from) * (members - 1), members - 1));
        use.report(report, idle, messages);
        loadRun.reportLoad(report);
        closed.report(report);
        report.publish(stack.out);
    }

    /// What the backbone did between two moments.
    private final class Ends implements LoadRun.Watch {

        private @Nullable BackboneUse first;
        private @Nullable BackboneUse last;

        @Override
        public void begin() throws IOException, InterruptedException {
            first = BackboneUse.now(stack);
        }

        @Override
        public void end() throws IOException, InterruptedException {
            last = BackboneUse.now(stack);
        }

        BackboneUse use() {
            return Objects.requireNonNull(last).since(Objects.requireNonNull(first));
        }
    }
}
