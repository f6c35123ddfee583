package dev.parley.bench;

import dev.parley.bench.measure.Latencies;
import dev.parley.bench.measure.Ledger;
import dev.parley.bench.report.MarkdownTable;
import dev.parley.bench.report.Report;
import dev.parley.bench.schedule.Schedule;
import dev.parley.bench.wire.RestApi;
import dev.parley.bench.wire.WireClient;
import dev.parley.bench.wire.WireSession;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// One-to-one messages at a fixed rate; sender and receiver of each pair sit on different gateways, so every message
/// crosses the whole path.
@Command(name = "direct", mixinStandardHelpOptions = true, description = "One-to-one messages at a rate.")
final class DirectCommand implements Callable<Integer> {

    private static final String SOURCE = "127.0.0.1";

    @Mixin
    StackOptions stack = new StackOptions();

    @Mixin
    LoadOptions load = new LoadOptions();

    @Option(names = "--rate", defaultValue = "200", description = "Messages per second (default: ${DEFAULT-VALUE}).")
    double rate = 200;

    @Option(
            names = "--pairs",
            defaultValue = "50",
            description = "Sender and receiver pairs (default: ${DEFAULT-VALUE}).")
    int pairs = 50;

    @Override
    public Integer call() throws Exception {
        String run = "b" + Long.toString(System.currentTimeMillis(), 36);
        Schedule schedule = load.schedule(rate);
        Ledger ledger = new Ledger(schedule.size(), 1);
        LoadRun loadRun = new LoadRun(schedule, ledger, load, rate);
        Closes closed = new Closes();
        try (RestApi rest = new RestApi(stack.edge, 8);
                WireClient wire = new WireClient(2)) {
            List<LoadRun.Outgoing> targets = connect(run, rest, wire, ledger, closed);
            System.err.println("bench: " + pairs + " pairs are connected; " + load.warmupSeconds
                    + " s of warm-up, then " + load.seconds + " s");
            loadRun.play(run + "-", load.bodyBytes, index -> targets.get(index % pairs), stack);
            report(loadRun, ledger, closed);
        }
        return loadRun.isClean() ? 0 : 1;
    }

    private List<LoadRun.Outgoing> connect(String run, RestApi rest, WireClient wire, Ledger ledger, Closes closed) {
        List<CompletableFuture<LoadRun.Outgoing>> opening = new ArrayList<>();
        URI sendersGateway = stack.gateways.getFirst();
        URI receiversGateway = stack.gateways.getLast();
        Duration validFor = Duration.ofHours(2);
        for (int pair = 0; pair < pairs; pair++) {
            String sender = run + "-s" + pair;
            String receiver = run + "-r" + pair;
            CompletableFuture<String> senderToken = rest.token(sender, validFor);
            CompletableFuture<String> receiverToken = rest.token(receiver, validFor);
            CompletableFuture<WireSession> receiving = receiverToken.thenCompose(token -> wire.openPatiently(
                    receiversGateway, SOURCE, token, "bench", new MessageListener(ledger, run + "-", 0, closed)));
            String token = senderToken.join();
            CompletableFuture<String> conversation = rest.createDirect(token, receiver);
            CompletableFuture<WireSession> sending = wire.openPatiently(
                    sendersGateway, SOURCE, token, "bench", new MessageListener(ledger, run + "-", -1, closed));
            opening.add(receiving.thenCombine(
                    sending.thenCombine(conversation, LoadRun.Outgoing::new), (ready, target) -> target));
        }
        return opening.stream().map(CompletableFuture::join).toList();
    }

    private void report(LoadRun loadRun, Ledger ledger, Closes closed) throws Exception {
        int from = loadRun.firstMeasured();
        Report report = new Report()
                .heading(stack.heading(LoadRun.text(
                        "one-to-one, %.0f messages/s, %d pairs on two gateways, %d s after %d s of warm-up (%s)",
                        rate,
                        pairs,
                        load.seconds,
                        load.warmupSeconds,
                        Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS))))
                .table(new MarkdownTable(Latencies.columns())
                        .row(Latencies.of(ledger.deliveryLatency(from)).row("delivery"))
                        .row(Latencies.of(ledger.ackLatency(from)).row("ack"))
                        .row(Latencies.of(ledger.deliveryLatencyFromActual(from))
                                .row("delivery, from the actual send")));
        loadRun.reportLoad(report);
        closed.report(report);
        report.publish(stack.out);
    }
}
