package dev.parley.gateway.inbound;

import java.time.Duration;
import java.util.Optional;

/// The question after the author of one command's target, and its answer once it is there. Not thread-safe; the
/// session's event loop owns it. Times are nanoseconds of one monotonic clock.
final class TargetLookup {

    /// History waits up to 2 s for a seq that it does not have yet.
    private static final Duration LONGEST = Duration.ofMillis(2_500);

    private final ClientCommand command;
    private final long since;
    private boolean done;
    private Optional<String> author = Optional.empty();

    TargetLookup(ClientCommand command, long now) {
        this.command = command;
        this.since = now;
    }

    boolean isFor(ClientCommand other) {
        return command.equals(other);
    }

    boolean isDone() {
        return done;
    }

    /// The author, an empty text if there is no such message; empty if it could not be known.
    Optional<String> author() {
        return author;
    }

    /// How much longer to wait.
    Duration left(long now) {
        long left = LONGEST.toNanos() - (now - since);
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    void done(Optional<String> found) {
        done = true;
        author = found;
    }
}
