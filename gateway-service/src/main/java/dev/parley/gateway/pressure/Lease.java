package dev.parley.gateway.pressure;

import java.time.Duration;

/// This gateway's part of a bucket that all gateways share: it takes {@link #SIZE} tokens at a time, asks for more
/// before they are spent, and spends up to as many on credit while the answer is under way, so that no command
/// waits for the store. Only a bucket that says no holds commands up, once the lease is spent. Credit is paid out of
/// the next lease; what an unused lease holds is lost to the others, and refills. Thread-safe: the sessions of one
/// user or group are on several event loops. Times are nanoseconds of one monotonic clock.
public final class Lease {

    public static final int SIZE = 20;

    private static final int LOW = 5;

    /// The answer is due; a wait ends with the next look.
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(20).toNanos();

    /// Below zero: on credit.
    private int tokens;

    private boolean asked;
    private boolean over;
    private long overUntil;
    private long lastUsed;

    public Lease(long now) {
        lastUsed = now;
    }

    /// True if the caller is now to ask the bucket for {@link #SIZE} more, and to tell the answer.
    public synchronized boolean asks(long now) {
        if (asked || tokens >= LOW || isOver(now)) {
            return false;
        }
        asked = true;
        return true;
    }

    /// How long until one can be taken; 0: now.
    public synchronized long nanosUntilNext(long now) {
        lastUsed = now;
        if (tokens > 0) {
            return 0;
        }
        if (isOver(now)) {
            return overUntil - now;
        }
        return tokens > -SIZE ? 0 : LOOK_AGAIN_NANOS;
    }

    public synchronized void take() {
        tokens--;
    }

    /// The bucket gave them; or it cannot be reached, and then everything is let through.
    public synchronized void granted() {
        asked = false;
        tokens += SIZE;
    }

    public synchronized void refused(Duration retryAfter, long now) {
        asked = false;
        over = true;
        overUntil = now + retryAfter.toNanos();
    }

    public synchronized boolean isIdleSince(long then) {
        return !asked && lastUsed - then < 0;
    }

    private boolean isOver(long now) {
        over &= overUntil - now > 0;
        return over;
    }
}
