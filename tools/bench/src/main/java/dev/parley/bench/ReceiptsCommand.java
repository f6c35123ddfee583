package dev.parley.bench;

import dev.parley.bench.measure.Machine;
import dev.parley.bench.measure.StackCounters;
import dev.parley.bench.report.MarkdownTable;
import dev.parley.bench.report.Report;
import dev.parley.bench.schedule.Schedule;
import dev.parley.bench.schedule.ScheduleRunner;
import dev.parley.bench.wire.RestApi;
import dev.parley.bench.wire.WireClient;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Text;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the receipts of one message cost, in groups of several sizes whose members are all online: each
/// acknowledges every message at once, and reads it a little later. The question is whether any of it grows
/// faster than the group.
@Command(name = "receipts", mixinStandardHelpOptions = true, description = "The cost of receipts by size of group.")
final class ReceiptsCommand implements Callable<Integer> {

    private static final String SOURCE = "127.0.0.1";
    private static final Duration SETTLE = Duration.ofSeconds(6);
    private static final Duration BASELINE = Duration.ofSeconds(15);

    /// By how much the cost per member may differ between two sizes for other reasons than the size.
    private static final double TOLERANCE = 1.2;

    @Mixin
    StackOptions stack = new StackOptions();

    @Option(names = "--members", split = ",", defaultValue = "50,200,500", description = "Sizes, ascending.")
    List<Integer> sizes = List.of(50, 200, 500);

    @Option(names = "--rate", defaultValue = "2", description = "Messages per second (default: ${DEFAULT-VALUE}).")
    double rate = 2;

    @Option(names = "--seconds", defaultValue = "30", description = "How long (default: ${DEFAULT-VALUE}).")
    int seconds = 30;

    @Option(
            names = "--read-within",
            defaultValue = "2000",
            description = "Milliseconds a member takes to read, at most (default: ${DEFAULT-VALUE}).")
    int readWithinMillis = 2_000;

    @Option(names = "--chats", split = ",", defaultValue = "http://127.0.0.1:8082", description = "The chat services.")
    List<URI> chats = List.of();

    @Option(names = "--redis-port", defaultValue = "16379", description = "On 127.0.0.1 (default: ${DEFAULT-VALUE}).")
    int redisPort = 16_379;

    @Override
    public Integer call() throws Exception {
        List<ReceiptCosts> perMessage = new ArrayList<>();
        try (StackCounters counters = new StackCounters(chats, SOURCE, redisPort)) {
            for (int size : sizes) {
                System.err.println("bench: a group of " + size);
                perMessage.add(measure(size, counters));
            }
        }
        return report(perMessage) ? 0 : 1;
    }

    private ReceiptCosts measure(int size, StackCounters counters) throws Exception {
        String run = "r" + Long.toString(System.currentTimeMillis(), 36) + "-" + size;
        Schedule schedule = Schedule.constant(rate, Duration.ofSeconds(seconds));
        try (RestApi rest = new RestApi(stack.edge, 8);
                WireClient wire = new WireClient(2)) {
            List<AttentiveMember> members = connect(run, size, rest, wire);
            String conversation = members.getFirst().conversationId();
            Thread.sleep(SETTLE.toMillis());
            double idlePerSecond = idleRedis(counters);
            members.forEach(AttentiveMember::reset);
            ReceiptCosts before = costs(counters, members);
            Machine machine = Machine.read();
            long startNanos = System.nanoTime();
            new ScheduleRunner()
                    .run(
                            schedule,
                            startNanos,
                            (index, intended) ->
                                    members.getFirst().session().send(message(conversation, run + "-" + index)));
            double busy = Machine.read().busySince(machine);
            Thread.sleep(SETTLE.toMillis());
            double idle = idlePerSecond * (System.nanoTime() - startNanos) / 1e9;
            return costs(counters, members).since(before, size, schedule.size(), idle, busy);
        }
    }

    private List<AttentiveMember> connect(String run, int size, RestApi rest, WireClient wire) {
        Duration validFor = Duration.ofHours(2);
        List<String> users =
                IntStream.range(0, size).mapToObj(i -> run + "-m" + i).toList();
        String owner = rest.token(users.getFirst(), validFor).join();
        String conversation =
                rest.createGroup(owner, "bench", users.subList(1, size)).join();
        List<AttentiveMember> members = new ArrayList<>();
        List<CompletableFuture<?>> opening = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            URI gateway = stack.gateways.get(i % stack.gateways.size());
            AttentiveMember member = new AttentiveMember(conversation, i, readWithinMillis);
            members.add(member);
            opening.add(rest.token(users.get(i), validFor)
                    .thenCompose(token -> wire.openPatiently(gateway, SOURCE, token, "bench", member))
                    .thenAccept(member::opened));
        }
        opening.forEach(CompletableFuture::join);
        return members;
    }

    private static double idleRedis(StackCounters counters) throws Exception {
        double before = counters.redisCommands();
        Thread.sleep(BASELINE.toMillis());
        return (counters.redisCommands() - before) / BASELINE.toSeconds();
    }

    private static ReceiptCosts costs(StackCounters counters, List<AttentiveMember> members) throws Exception {
        return new ReceiptCosts(
                0,
                0,
                members.stream().mapToDouble(AttentiveMember::marksSent).sum(),
                counters.meter("parley.receipts.activities"),
                counters.meter("parley.receipts.registers"),
                counters.meter("parley.receipts.signals"),
                members.stream().mapToDouble(AttentiveMember::receiptsHeard).sum(),
                counters.redisCommands());
    }

    private static Frame message(String conversation, String clientId) {
        return Frame.newBuilder()
                .setId(clientId)
                .setSend(Send.newBuilder()
                        .setConversationId(conversation)
                        .setClientId(clientId)
                        .setContent(
                                Content.newBuilder().setText(Text.newBuilder().setBody("What do you think?"))))
                .build();
    }

    private boolean report(List<ReceiptCosts> all) throws Exception {
        MarkdownTable table = new MarkdownTable(ReceiptCosts.columns());
        all.forEach(costs -> table.row(costs.row()));
        MarkdownTable perMember = new MarkdownTable(ReceiptCosts.columns());
        all.forEach(costs -> perMember.row(costs.perMember().row()));
        boolean linear = IntStream.range(1, all.size())
                .allMatch(i -> all.get(i)
                        .perMember()
                        .isAtMost(TOLERANCE, all.get(i - 1).perMember()));
        new Report()
                .heading(stack.heading(LoadRun.text(
                        "receipts, %.0f messages/s for %d s, read within %d ms (%s)",
                        rate, seconds, readWithinMillis, Instant.now().truncatedTo(ChronoUnit.SECONDS))))
                .line("Per message:")
                .table(table)
                .line("Per message and member:")
                .table(perMember)
                .line(linear ? "Nothing grows faster than the group." : "**Something grows faster than the group.**")
                .publish(stack.out);
        return linear;
    }
}
