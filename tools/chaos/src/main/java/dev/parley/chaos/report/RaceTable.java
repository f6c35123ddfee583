package dev.parley.chaos.report;

import dev.parley.bench.report.MarkdownTable;
import java.util.List;
import java.util.Locale;

/// One line per seed of the membership races.
public final class RaceTable {

    private final MarkdownTable table = new MarkdownTable(List.of(
            "seed",
            "seconds",
            "accepted",
            "refused: no member",
            "refused otherwise",
            "membership changes",
            "changes/s",
            "asked for without effect",
            "events applied by devices",
            "events seen by taps",
            "conversations read",
            "violations"));

    public void add(RaceResult result) {
        double seconds = result.lasted().toMillis() / 1000.0;
        table.row(
                Long.toString(result.seed()),
                String.format(Locale.ROOT, "%.0f", seconds),
                number(result.accepted()),
                number(result.refused()),
                number(result.otherwise()),
                number(result.changes()),
                String.format(Locale.ROOT, "%.1f", result.changes() / seconds),
                number(result.withoutEffect()),
                number(result.applied()),
                number(result.seen()),
                number(result.reads()),
                number(result.violations()));
    }

    public MarkdownTable table() {
        return table;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
