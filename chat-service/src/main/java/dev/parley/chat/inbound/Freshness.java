package dev.parley.chat.inbound;

import java.time.Duration;

/// Whether this process may still believe that it owns what it owned when the consumer last answered. A process that
/// was stopped for longer than that may have been replaced in the meantime, so it drops its state unasked. It is not
/// needed for correctness, which `logIndex` and the offset check keep; it spares the log the twins. One thread.
final class Freshness {

    /// Below the group's session timeout of 6 s.
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private long markedNanos = System.nanoTime();

    /// True if the time since the last mark was within the limit.
    boolean mark() {
        boolean fresh = isFresh();
        markedNanos = System.nanoTime();
        return fresh;
    }

    boolean isFresh() {
        return System.nanoTime() - markedNanos < LIMIT.toNanos();
    }
}
