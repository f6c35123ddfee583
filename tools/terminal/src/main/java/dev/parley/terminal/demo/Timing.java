package dev.parley.terminal.demo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// From the call of `send` to the listener of each other device, on one clock. Time in the outbox while a gateway is
/// down counts: it is what a person waits.
final class Timing {

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(5);

    private final Map<String, Long> saidAtNanos = new ConcurrentHashMap<>();
    private final Histogram quiet = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private final Histogram restart = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private final LongPredicate duringRestart;

    /// `duringRestart` says whether a line said at that time (nanos) belongs to the restart's row.
    Timing(LongPredicate duringRestart) {
        this.duringRestart = duringRestart;
    }

    void said(String clientId) {
        saidAtNanos.put(clientId, System.nanoTime());
    }

    void heard(String clientId) {
        Long saidAt = saidAtNanos.get(clientId);
        if (saidAt == null) {
            return;
        }
        long micros = Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - saidAt));
        (duringRestart.test(saidAt) ? restart : quiet).recordValue(micros);
    }

    String table() {
        return "                     deliveries       p50       p99     p99.9       max\n"
                + row("ordinary time", quiet)
                + row("around the restart", restart);
    }

    private static String row(String name, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return "";
        }
        return "  %-18s %10d %s %s %s %s%n"
                .formatted(
                        name,
                        histogram.getTotalCount(),
                        millis(histogram.getValueAtPercentile(50)),
                        millis(histogram.getValueAtPercentile(99)),
                        millis(histogram.getValueAtPercentile(99.9)),
                        millis(histogram.getMaxValue()));
    }

    private static String millis(long micros) {
        return "%6.1f ms".formatted(micros / 1_000.0);
    }
}
