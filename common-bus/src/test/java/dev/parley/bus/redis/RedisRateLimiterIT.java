package dev.parley.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.RateLimiterContract;
import dev.parley.bus.limits.Allowance;
import dev.parley.bus.limits.RateLimiter;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisRateLimiterIT extends RateLimiterContract {

    private static RealRedis redis;
    private static RedisConnections second;
    private static RateLimiter limiter;
    private static RateLimiter other;

    @BeforeAll
    static void open() {
        redis = new RealRedis();
        second = redis.another();
        limiter = new RedisRateLimiter(redis.connections);
        other = new RedisRateLimiter(second);
    }

    @AfterAll
    static void close() {
        second.close();
        redis.close();
    }

    @Override
    protected RateLimiter limiter() {
        return limiter;
    }

    @Override
    protected RateLimiter other() {
        return other;
    }

    @Test
    void keys_hideTheSubject_andLiveUntilTheBucketIsFull() {
        Allowance slow = new Allowance("ttl", 10, 1, Duration.ofSeconds(1));
        limiter.take(slow, "alice@example.org", 5).toCompletableFuture().join();

        String key = redis.plain().keys(redis.prefix + "limit:ttl:*").getFirst();
        assertThat(key).doesNotContain("alice").hasSize((redis.prefix + "limit:ttl:").length() + 22);
        // Five seconds until it is full, and ten more.
        assertThat(redis.plain().pttl(key)).isBetween(10_000L, 15_100L);
    }

    @Test
    void take_failsSoon_whenRedisIsAway() {
        OwnRedis own = OwnRedis.single();
        try (RedisConnections connections =
                RedisConnections.open(new RedisSettings("redis://127.0.0.1:" + own.port(), ""))) {
            RateLimiter alone = new RedisRateLimiter(connections);
            Allowance any = new Allowance("any", 10, 1, Duration.ofSeconds(1));
            alone.take(any, "u", 1)
                    .toCompletableFuture()
                    .orTimeout(5, TimeUnit.SECONDS)
                    .join();
            own.close();

            Assertions.assertThatThrownBy(() -> alone.take(any, "u", 1)
                            .toCompletableFuture()
                            .orTimeout(5, TimeUnit.SECONDS)
                            .join())
                    .isInstanceOf(CompletionException.class);
        }
    }
}
