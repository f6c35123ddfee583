package dev.parley.chaos.report;

import dev.parley.bench.report.MarkdownTable;
import dev.parley.chaos.check.Invariant;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One line per fault: what was asked, what went wrong, how long it was felt.
public final class FaultTable {

    private static final Set<Invariant> DISORDER =
            EnumSet.of(Invariant.DENSE, Invariant.ONE_ORDER, Invariant.SENDER_FIFO, Invariant.REAL_TIME);
    private static final Set<Invariant> NAMED = EnumSet.of(Invariant.NO_LOSS, Invariant.ONCE, Invariant.DELIVERY);

    private final MarkdownTable table = new MarkdownTable(List.of(
            "fault",
            "messages",
            "acked",
            "refused",
            "lost",
            "doubled",
            "disorder",
            "late or undelivered",
            "other",
            "longest time without an ack",
            "fault lasted",
            "healed after its start",
            "healed after its end"));

    public void add(Result result) {
        table.row(
                result.fault().description(),
                Integer.toString(result.sent()),
                Integer.toString(result.acked()),
                Integer.toString(result.refused()),
                count(result, Set.of(Invariant.NO_LOSS)),
                count(result, Set.of(Invariant.ONCE)),
                count(result, DISORDER),
                count(result, Set.of(Invariant.DELIVERY)),
                Long.toString(result.violations().stream()
                        .filter(v -> !DISORDER.contains(v.invariant()) && !NAMED.contains(v.invariant()))
                        .count()),
                seconds(result.healing().maxAckGap()),
                seconds(result.lasted()),
                seconds(result.healing().fromStart()),
                seconds(result.healing().fromEnd()));
    }

    public MarkdownTable table() {
        return table;
    }

    private static String count(Result result, Set<Invariant> invariants) {
        return Long.toString(result.violations().stream()
                .filter(violation -> invariants.contains(violation.invariant()))
                .count());
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
