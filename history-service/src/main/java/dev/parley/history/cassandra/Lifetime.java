package dev.parley.history.cassandra;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The time to live of what must be gone at a given time.
final class Lifetime {

    /// No time to live.
    static final int UNLIMITED = 0;

    /// What policies allow is far below. Above, Cassandra may refuse the write for ever
    /// (`maximum_expiration_date_overflow_policy`), and readers look at the time themselves.
    private static final Duration LONGEST = Duration.ofDays(2 * 365);

    private Lifetime() {}

    /// Whole seconds, rounded up, so that nothing is gone too early; empty if the time has come.
    static OptionalInt secondsLeft(@Nullable Instant expiresAt, Instant now) {
        if (expiresAt == null) {
            return OptionalInt.of(UNLIMITED);
        }
        if (!expiresAt.isAfter(now)) {
            return OptionalInt.empty();
        }
        Duration left = Duration.between(now, expiresAt);
        return left.compareTo(LONGEST) > 0
                ? OptionalInt.of(UNLIMITED)
                : OptionalInt.of((int) left.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
