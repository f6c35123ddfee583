package dev.parley.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Full jitter: the n-th wait is uniform between 0 and `base · 2^n`, at most `cap`. Spreads the clients of a lost
/// gateway evenly (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, read 2026-11).
///
/// @param base upper bound of the first wait
/// @param cap upper bound of every wait
public record Backoff(Duration base, Duration cap) {

    static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    public Backoff {
        if (base.toMillis() < 1 || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("base " + base + ", cap " + cap + " (expected: 1 ms <= base <= cap)");
        }
    }

    Duration wait(int attempt, RandomGenerator random) {
        long bound = Math.min(cap.toMillis(), base.toMillis() << Math.min(attempt, 16));
        return Duration.ofMillis(random.nextLong(bound + 1));
    }
}
