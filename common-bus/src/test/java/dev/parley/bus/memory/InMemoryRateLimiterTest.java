package dev.parley.bus.memory;

import dev.parley.bus.RateLimiterContract;
import dev.parley.bus.limits.RateLimiter;

class InMemoryRateLimiterTest extends RateLimiterContract {

    private final RateLimiter limiter = new InMemoryRateLimiter();

    @Override
    protected RateLimiter limiter() {
        return limiter;
    }

    @Override
    protected RateLimiter other() {
        return limiter;
    }
}
