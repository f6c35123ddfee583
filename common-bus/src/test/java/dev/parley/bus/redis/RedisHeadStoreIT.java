package dev.parley.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.HeadStore;
import dev.parley.bus.HeadStoreContract;
import dev.parley.bus.RecentChange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisHeadStoreIT extends HeadStoreContract {

    private static RealRedis redis;
    private static HeadStore heads;

    @BeforeAll
    static void open() {
        redis = new RealRedis();
        heads = new RedisHeadStore(redis.connections);
    }

    @AfterAll
    static void close() {
        redis.close();
    }

    @Override
    protected HeadStore heads() {
        return heads;
    }

    @Test
    void headsAndChanges_expire() {
        heads.raise(Map.of("g_ttl", 3L)).toCompletableFuture().join();
        heads.note(List.of("u"), "g_ttl", RecentChange.joined(3))
                .toCompletableFuture()
                .join();

        assertThat(redis.plain().ttl(redis.prefix + "head:g_ttl")).isBetween(86_000L, 86_400L);
        assertThat(redis.plain().ttl(redis.prefix + "recent:u")).isBetween(3_590L, 3_600L);
    }
}
