package dev.parley.bench.measure;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// A latency distribution as printed, in milliseconds.
public record Latencies(long count, double p50, double p90, double p99, double p999, double max) {

    private static final double NANOS_PER_MILLI = 1e6;

    public static Latencies of(Histogram nanos) {
        return new Latencies(
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(90) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(99.9) / NANOS_PER_MILLI,
                nanos.getTotalCount() == 0 ? 0 : nanos.getMaxValue() / NANOS_PER_MILLI);
    }

    public static List<String> columns() {
        return List.of("ms from the intended send", "count", "p50", "p90", "p99", "p99.9", "max");
    }

    public List<String> row(String name) {
        return List.of(name, Long.toString(count), text(p50), text(p90), text(p99), text(p999), text(max));
    }

    private static String text(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.1f", millis);
    }
}
