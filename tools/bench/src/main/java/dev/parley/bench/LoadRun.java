package dev.parley.bench;

import dev.parley.bench.measure.CpuTime;
import dev.parley.bench.measure.Latencies;
import dev.parley.bench.measure.Ledger;
import dev.parley.bench.measure.Machine;
import dev.parley.bench.measure.Reconciliation;
import dev.parley.bench.report.MarkdownTable;
import dev.parley.bench.report.Report;
import dev.parley.bench.schedule.Schedule;
import dev.parley.bench.schedule.ScheduleRunner;
import dev.parley.bench.wire.WireSession;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// Plays a schedule over open sessions and measures the machine meanwhile. The same for one-to-one and group load;
/// they differ in who sends and who receives.
final class LoadRun {

    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(15);
    private static final double MAX_SLIP_MILLIS = 1;

    private final Schedule schedule;
    private final Ledger ledger;
    private final int firstMeasured;
    private final double offeredRate;
    private final ScheduleRunner runner = new ScheduleRunner();
    private CpuTime cpu = new CpuTime(new java.util.TreeMap<>());
    private double busyShare;

    LoadRun(Schedule schedule, Ledger ledger, LoadOptions load, double offeredRate) {
        this.schedule = schedule;
        this.ledger = ledger;
        this.firstMeasured = schedule.firstAtOrAfter(load.warmup());
        this.offeredRate = offeredRate;
    }

    /// One message to send: over which session, into which conversation.
    record Outgoing(WireSession session, String conversationId) {}

    /// Looks at something else at the two ends of the measured time.
    interface Watch {

        void begin() throws IOException, InterruptedException;

        /// Once everything has arrived, or was given up.
        void end() throws IOException, InterruptedException;
    }

    void play(String clientIds, int bodyBytes, IntFunction<Outgoing> outgoing, StackOptions stack)
            throws IOException, InterruptedException {
        play(clientIds, bodyBytes, outgoing, stack, new Watch() {
            @Override
            public void begin() {}

            @Override
            public void end() {}
        });
    }

    /// @param clientIds put before the message's number, so that it can be told from other runs'
    void play(String clientIds, int bodyBytes, IntFunction<Outgoing> outgoing, StackOptions stack, Watch watch)
            throws IOException, InterruptedException {
        SortedMap<String, Long> pids = stack.parts().running();
        pids.put("bench itself", ProcessHandle.current().pid());
        String padding = "x".repeat(bodyBytes);
        CpuTime[] cpuBefore = {CpuTime.read(pids)};
        Machine[] machineBefore = {Machine.read()};
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        runner.run(schedule, start, (index, intended) -> {
            if (index == firstMeasured) {
                try {
                    watch.begin();
                    cpuBefore[0] = CpuTime.read(pids);
                    machineBefore[0] = Machine.read();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted", e);
                }
                runner.slipNanos().reset();
            }
            Outgoing target = outgoing.apply(index);
            Content content = Content.newBuilder()
                    .setText(Text.newBuilder().setBody(padding))
                    .build();
            Send send = Send.newBuilder()
                    .setConversationId(target.conversationId())
                    .setClientId(clientIds + index)
                    .setContent(content)
                    .build();
            ledger.sent(index, intended, System.nanoTime());
            target.session()
                    .send(Frame.newBuilder()
                            .setId(Integer.toString(index))
                            .setSend(send)
                            .build());
        });
        busyShare = Machine.read().busySince(machineBefore[0]);
        cpu = CpuTime.read(pids).since(cpuBefore[0]);
        awaitSettled();
        watch.end();
    }

    int firstMeasured() {
        return firstMeasured;
    }

    int measuredMessages() {
        return schedule.size() - firstMeasured;
    }

    boolean isClean() {
        return ledger.reconcile().isClean();
    }

    void reportLoad(Report report) throws IOException {
        Reconciliation ids = ledger.reconcile();
        Latencies slip = Latencies.of(runner.slipNanos());
        report.table(new MarkdownTable(java.util.List.of(
                        "offered/s",
                        "achieved/s",
                        "sent",
                        "acked",
                        "refused",
                        "received",
                        "lost",
                        "repeated",
                        "disordered",
                        "contradicted"))
                .row(
                        text("%.1f", offeredRate),
                        text("%.1f", ledger.achievedRate(firstMeasured)),
                        Long.toString(ids.sent()),
                        Long.toString(ids.acked()),
                        Long.toString(ids.refused()),
                        Long.toString(ids.received()),
                        Long.toString(ids.lost()),
                        Long.toString(ids.repeated()),
                        Long.toString(ids.disordered()),
                        Long.toString(ids.contradicted())));
        report.line(text(
                "Generator's own lateness: p99 %.3f ms, max %.3f ms%s. Processors busy: %.0f %%; load average %s.",
                slip.p99(),
                slip.max(),
                slip.p99() > MAX_SLIP_MILLIS ? " (**void**: above 1 ms at p99)" : "",
                busyShare * 100,
                Machine.loadAverage()));
        double thousands = (schedule.size() - firstMeasured) / 1000.0;
        MarkdownTable costs = new MarkdownTable(java.util.List.of("part", "CPU s", "CPU s per 1,000 messages"));
        cpu.secondsByPart()
                .forEach((part, seconds) -> costs.row(part, text("%.2f", seconds), text("%.2f", seconds / thousands)));
        costs.row("all", text("%.2f", cpu.total()), text("%.2f", cpu.total() / thousands));
        report.table(costs);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void awaitSettled() throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_WITHIN.toNanos();
        while (!ledger.isSettled() && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
    }
}
