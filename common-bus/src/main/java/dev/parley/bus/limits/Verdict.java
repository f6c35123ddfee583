package dev.parley.bus.limits;

import java.time.Duration;

/// What a bucket said.
public sealed interface Verdict {

    /// Taken.
    ///
    /// @param remaining what could be taken at once now
    record Taken(long remaining) implements Verdict {}

    /// Nothing was taken.
    ///
    /// @param retryAfter when there will be as much as was asked for, if nobody else takes any
    record Over(Duration retryAfter) implements Verdict {}
}
