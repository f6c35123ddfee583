package dev.parley.gateway.pressure;

import dev.parley.contract.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What to do with a command that cannot go on now: first stop reading the socket for up to {@link #LONGEST_PAUSE},
/// then refuse. Once a command of a conversation was refused, every later one of it is refused until the time its
/// sender was told, or a later command would overtake it. Going on over a rate without any rest for {@link
/// #ABUSE_AFTER} is abuse; being refused because a part of the system is away is not. Not thread-safe; the session's
/// event loop owns it. Times are nanoseconds of one monotonic clock.
public final class Pressure {

    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    public static final Duration ABUSE_AFTER = Duration.ofSeconds(10);
    /// Nobody writes to so many at once; a flood of made-up ids must not cost memory.
    private static final int MAX_CONVERSATIONS = 1_000;

    private static final Duration REST = Duration.ofMillis(500);

    /// A standing refusal: the reason and how long it still holds.
    public record Refusal(ErrorCode code, int retryAfterMillis) {}

    /// A client that does not answer pings is not waited for longer than this after the time told.
    private static final Duration HEARD_AT_THE_LATEST = Duration.ofSeconds(10);

    private static final int UNHEARD_RETRY_MILLIS = 250;

    /// @param number which refusal of this session it was, from 1
    private record Until(ErrorCode code, long nanos, long number) {}

    private final Map<String, Until> untilByConversation = new HashMap<>(2);
    private long refusals;
    private long heard;
    private long asked;
    private boolean paused;
    private long pausedSince;
    private boolean refusedBefore;
    private long lastRefusal;
    private boolean excessBefore;
    private long lastExcess;
    private long excessSince;

    /// The refusal that still stands for the conversation: until the time told, and until the client has shown
    /// that it heard of it. What it sent before it heard would else overtake the refused command, which it sends
    /// again only then.
    public Optional<Refusal> standing(String conversationId, long now) {
        Until until = untilByConversation.get(conversationId);
        if (until == null) {
            return Optional.empty();
        }
        long left = until.nanos - now;
        boolean unheard = until.number > heard && left > -HEARD_AT_THE_LATEST.toNanos();
        if (left <= 0 && !unheard) {
            untilByConversation.remove(conversationId);
            return Optional.empty();
        }
        noteRefusal(until.code, now);
        return Optional.of(new Refusal(until.code, left > 0 ? toMillisRoundedUp(left) : UNHEARD_RETRY_MILLIS));
    }

    /// Refuses a command and all later ones of its conversation until the time told, and until {@link #heard}.
    public Refusal refuse(String conversationId, ErrorCode code, Duration retryAfter, long now) {
        noteRefusal(code, now);
        if (untilByConversation.size() < MAX_CONVERSATIONS) {
            untilByConversation.put(conversationId, new Until(code, now + retryAfter.toNanos(), ++refusals));
        } else {
            untilByConversation.values().removeIf(until -> until.nanos - now <= 0);
        }
        return new Refusal(code, toMillisRoundedUp(retryAfter.toNanos()));
    }

    /// True if the client is now to be asked whether it heard of {@link #refusals}: one question at a time.
    public boolean asks() {
        if (asked > heard || refusals <= heard) {
            return false;
        }
        asked = refusals;
        return true;
    }

    /// Number of the latest refusal of this session; 0 before the first.
    public long refusals() {
        return refusals;
    }

    /// The client has heard of all refusals up to this one.
    public void heard(long number) {
        heard = Math.max(heard, Math.min(number, refusals));
    }

    /// Something was refused or dropped.
    public void noteRefusal(ErrorCode code, long now) {
        refusedBefore = true;
        lastRefusal = now;
        if (code == ErrorCode.UNAVAILABLE) {
            return;
        }
        if (!excessBefore || now - lastExcess > REST.toNanos()) {
            excessSince = now;
        }
        excessBefore = true;
        lastExcess = now;
    }

    public boolean isAbuse(long now) {
        return excessBefore && lastExcess - excessSince >= ABUSE_AFTER.toNanos() && now - lastExcess <= REST.toNanos();
    }

    /// Starts or prolongs the pause, if there may be one: not longer than {@link #LONGEST_PAUSE} in all, and not
    /// right after a refusal, because who goes on sending then has been told.
    ///
    /// @return the longest time to wait, 0 if reading must not stop
    public Duration pause(long now) {
        if (!paused) {
            if (refusedBefore && now - lastRefusal <= REST.toNanos()) {
                return Duration.ZERO;
            }
            paused = true;
            pausedSince = now;
        }
        long left = LONGEST_PAUSE.toNanos() - (now - pausedSince);
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /// Nothing waits any more; the socket is read again.
    public void resumed() {
        paused = false;
    }

    private static int toMillisRoundedUp(long nanos) {
        return (int) Math.max(1, Duration.ofNanos(nanos).plusNanos(999_999).toMillis());
    }
}
