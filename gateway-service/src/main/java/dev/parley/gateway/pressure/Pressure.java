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
    /// From so many on, those that have ended are looked for.
    private static final int MANY_CONVERSATIONS = 64;

    private static final Duration REST = Duration.ofMillis(500);

    /// A refusal as its sender is told: the reason and how long it holds.
    public record Refusal(ErrorCode code, int retryAfterMillis) {}

    private final Map<String, StandingRefusal> standing = new HashMap<>(2);
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

    /// The refusal that still stands in the way of this command: until the time told, and until the client
    /// has shown that it heard of it. What it sent before it heard would else overtake the refused command,
    /// which it sends again only then.
    public Optional<Refusal> standing(String conversationId, String clientId, long now) {
        StandingRefusal refusal = standing.get(conversationId);
        if (refusal == null) {
            return Optional.empty();
        }
        if (!refusal.isInTheWayOf(clientId, heard, now)) {
            standing.remove(conversationId);
            return Optional.empty();
        }
        refusal.add(clientId);
        noteRefusal(refusal.code(), now);
        return Optional.of(new Refusal(refusal.code(), refusal.retryAfterMillis(now)));
    }

    /// Refuses a command and all later ones of its conversation until the time told, and until the client
    /// has heard.
    public Refusal refuse(String conversationId, String clientId, ErrorCode code, Duration retryAfter, long now) {
        noteRefusal(code, now);
        if (standing.size() >= MANY_CONVERSATIONS) {
            standing.values().removeIf(earlier -> earlier.hasEnded(now));
        }
        StandingRefusal earlier = standing.get(conversationId);
        StandingRefusal refusal = earlier == null || earlier.hasEnded(now) ? new StandingRefusal() : earlier;
        refusal.extend(clientId, code, now + retryAfter.toNanos(), ++refusals);
        if (earlier != null || standing.size() < MAX_CONVERSATIONS) {
            standing.put(conversationId, refusal);
        }
        return new Refusal(code, refusal.retryAfterMillis(now));
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
}
