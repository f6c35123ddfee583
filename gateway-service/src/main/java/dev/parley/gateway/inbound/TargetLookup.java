package dev.parley.gateway.inbound;

import dev.parley.proto.log.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The question after the target of one command.
///
/// @param target what never changes about it, without an author if there is no such message; empty if it cannot be
///     known now
/// @param since when it was asked, in nanoseconds of a monotonic clock
record TargetLookup(ClientCommand command, CompletableFuture<Optional<Target>> target, long since) {

    /// History waits up to 2 s for a seq that it does not have yet.
    private static final Duration LONGEST = Duration.ofMillis(2_500);

    /// How much longer to wait for the answer; zero: it is there, or it was waited for long enough.
    Duration left(long now) {
        long left = LONGEST.toNanos() - (now - since);
        return left > 0 && !target.isDone() ? Duration.ofNanos(left) : Duration.ZERO;
    }
}
