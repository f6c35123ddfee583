package dev.parley.bus.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Runs over many items in pipelines of bounded size, one after the other, so that a large batch neither
/// overruns the connection's queue nor keeps others waiting behind it.
final class Batches {

    /// One pipeline; most calls need no second.
    static final int SIZE = 500;

    private Batches() {}

    /// Stops at the first failure. A failure to send is a failed future too.
    static <T> CompletableFuture<Void> run(Collection<T> items, Function<List<T>, CompletableFuture<Void>> pipeline) {
        return from(new ArrayList<>(items), 0, pipeline);
    }

    private static <T> CompletableFuture<Void> from(
            List<T> items, int start, Function<List<T>, CompletableFuture<Void>> pipeline) {
        if (start >= items.size()) {
            return CompletableFuture.completedFuture(null);
        }
        int end = Math.min(start + SIZE, items.size());
        CompletableFuture<Void> sent;
        try {
            sent = pipeline.apply(items.subList(start, end));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return end == items.size() ? sent : sent.thenCompose(ignored -> from(items, end, pipeline));
    }

    static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }
}
