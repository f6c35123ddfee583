package dev.parley.gateway.pressure;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The refusal of one conversation's commands, until its time is over and its sender is known to have heard of it. It
/// has heard when it sends a refused command again. A client may also give the command up and send another; until that
/// is likely, another command is taken for one that was on its way. Times are nanoseconds of one monotonic clock.
final class StandingRefusal {

    /// A pong says that the client's WebSocket has read the refusal; its code may still be about to, and
    /// may have sent more meanwhile. Only where a part of the system is away: there it is sure to have more
    /// to send.
    private static final Duration ACTED_AT_THE_LATEST = Duration.ofSeconds(3);

    /// A client that answers no pings is not waited for longer than this.
    private static final Duration HEARD_AT_THE_LATEST = Duration.ofSeconds(10);

    private static final long UNHEARD_RETRY_MILLIS = 250;

    private final Set<String> clientIds = new HashSet<>(4);
    private ErrorCode code = ErrorCode.UNAVAILABLE;
    private long until;
    private long number;

    /// A command is refused for a reason of its own. Those refused before it stay: they come again first.
    ///
    /// @param until the end of the time told
    /// @param number which refusal of its session it is, from 1
    void extend(String clientId, ErrorCode code, long until, long number) {
        this.code = code;
        this.until = until;
        this.number = number;
        add(clientId);
    }

    ErrorCode code() {
        return code;
    }

    /// One more command is refused because this stands. A client within its window has no more than so many
    /// to send again.
    void add(String clientId) {
        if (clientIds.size() < ProtocolLimits.MAX_IN_FLIGHT) {
            clientIds.add(clientId);
        }
    }

    /// @param heard number of the latest refusal that the client's WebSocket is known to have read
    boolean isInTheWayOf(String clientId, long heard, long now) {
        long over = now - until;
        if (over < 0) {
            return true;
        }
        if (clientIds.contains(clientId)) {
            return false;
        }
        if (number > heard) {
            return over < HEARD_AT_THE_LATEST.toNanos();
        }
        return code == ErrorCode.UNAVAILABLE && over < ACTED_AT_THE_LATEST.toNanos();
    }

    /// Whether it is in no command's way any more, whatever was heard.
    boolean hasEnded(long now) {
        return now - until >= HEARD_AT_THE_LATEST.toNanos();
    }

    /// What a command that it is in the way of is told.
    int retryAfterMillis(long now) {
        long left = until - now;
        return (int) (left > 0 ? Duration.ofNanos(left).plusNanos(999_999).toMillis() : UNHEARD_RETRY_MILLIS);
    }
}
