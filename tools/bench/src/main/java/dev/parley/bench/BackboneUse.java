package dev.parley.bench;

import dev.parley.bench.measure.RedisCommands;
import dev.parley.bench.measure.RouterCounts;
import dev.parley.bench.report.MarkdownTable;
import dev.parley.bench.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// What Redis and the routers had to do in a stretch of time, or up to a moment.
///
/// @param nanos length of the stretch, or the moment
record BackboneUse(long nanos, RedisCommands redis, RouterCounts routers) {

    /// Below this a command is noise of the background.
    private static final double SHOWN_PER_MESSAGE = 0.01;

    static BackboneUse now(StackOptions stack) throws IOException, InterruptedException {
        return new BackboneUse(System.nanoTime(), RedisCommands.read(stack.redis), RouterCounts.read(stack.routers));
    }

    BackboneUse since(BackboneUse earlier) {
        return new BackboneUse(nanos - earlier.nanos, redis.since(earlier.redis), routers.since(earlier.routers));
    }

    /// Prints the cost of a message: what ran in this stretch, less what runs without any message.
    void report(Report report, BackboneUse idle, long messages) {
        MarkdownTable table = new MarkdownTable(
                List.of("Redis command", "calls", "calls/s when idle", "per message, idle ones taken off"));
        double allPerMessage = 0;
        for (Map.Entry<String, Long> command : redis.callsByCommand().entrySet()) {
            double idlePerSecond = idle.redis.of(command.getKey()) / idle.seconds();
            double perMessage = (command.getValue() - idlePerSecond * seconds()) / messages;
            allPerMessage += perMessage;
            if (perMessage >= SHOWN_PER_MESSAGE || idlePerSecond >= 1) {
                table.row(
                        command.getKey(),
                        Long.toString(command.getValue()),
                        LoadRun.text("%.1f", idlePerSecond),
                        LoadRun.text("%.2f", perMessage));
            }
        }
        report.table(table);
        report.line(LoadRun.text(
                "Redis commands per message: **%.2f**. Bus frames per message: **%.2f**, with %.2f deliveries. "
                        + "Sessions looked up per message: %.2f, known to the router: %.2f.",
                allPerMessage,
                routers.frames() / (double) messages,
                routers.deliveries() / (double) messages,
                routers.readLookups() / (double) messages,
                routers.cachedLookups() / (double) messages));
    }

    private double seconds() {
        return nanos / 1e9;
    }
}
