package dev.parley.gateway.pressure;

import java.time.Duration;

/// A token bucket in one number (the generic cell rate algorithm): so many per second, so many at once. Not
/// thread-safe; the session's event loop owns it. Times are nanoseconds of one monotonic clock.
public final class RateLimit {

    private final long intervalNanos;
    private final long toleranceNanos;
    private long theoreticalArrival = Long.MIN_VALUE;

    public RateLimit(int perSecond, int burst) {
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        this.toleranceNanos = intervalNanos * (burst - 1);
    }

    /// Takes one, if there is one.
    public boolean tryAcquire(long now) {
        if (nanosUntilNext(now) > 0) {
            return false;
        }
        boolean idle = theoreticalArrival == Long.MIN_VALUE || theoreticalArrival - now < 0;
        theoreticalArrival = (idle ? now : theoreticalArrival) + intervalNanos;
        return true;
    }

    /// How long until one can be taken; 0 or less: now.
    public long nanosUntilNext(long now) {
        return theoreticalArrival == Long.MIN_VALUE ? 0 : theoreticalArrival - toleranceNanos - now;
    }
}
