package dev.parley.chat.config;

import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisRateLimiter;
import dev.parley.chat.limits.RateLimitFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The limits of REST calls.
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean
    RateLimiter rateLimiter(RedisConnections redis) {
        return new RedisRateLimiter(redis);
    }

    @Bean
    RateLimitFilter rateLimitFilter(RateLimiter limiter) {
        return new RateLimitFilter(limiter);
    }
}
