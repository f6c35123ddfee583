package dev.parley.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.CachedSessionDirectory;
import dev.parley.bus.DirectoryChanges;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionDirectoryContract;
import dev.parley.bus.SessionEntry;
import dev.parley.contract.RedisKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisSessionDirectoryIT extends SessionDirectoryContract {

    private static RealRedis redis;
    private static SessionDirectory directory;

    @BeforeAll
    static void open() {
        redis = new RealRedis();
        directory = new RedisSessionDirectory(redis.connections);
    }

    @AfterAll
    static void close() {
        redis.close();
    }

    @Override
    protected SessionDirectory directory() {
        return directory;
    }

    @Test
    void sessionsAndLeases_expire() {
        directory.register(phone("ttl", "s1")).toCompletableFuture().join();
        directory.renewLease("gw-ttl").toCompletableFuture().join();

        assertThat(redis.plain().ttl(new RedisKeys(redis.prefix).session("ttl")))
                .isBetween(40L, 45L);
        assertThat(redis.plain().ttl(redis.prefix + "gateway:gw-ttl")).isBetween(7L, 10L);
    }

    @Test
    void scripts_runAgain_afterRedisForgotThem() {
        directory.register(phone("forgotten", "s1")).toCompletableFuture().join();
        redis.plain().scriptFlush();

        assertThat(directory
                        .register(phone("forgotten", "s2"))
                        .toCompletableFuture()
                        .join())
                .contains(phone("forgotten", "s1"));
    }

    @Test
    void entryOfADeviceThatNobodyRefreshed_goesWithTheNextRefreshOfAnother() {
        String key = new RedisKeys(redis.prefix).session("stale");
        redis.plain().hset(key, Map.of("old", "gw|s0|1|f|1", "odd", "of another version"));

        directory.refresh(List.of(phone("stale", "s1"))).toCompletableFuture().join();

        assertThat(redis.plain().hkeys(key)).containsExactly("phone");
    }

    @Test
    void valueOfAFormUnknownHere_isPassedOver_andReplaced() {
        String key = new RedisKeys(redis.prefix).session("odd");
        redis.plain().hset(key, "phone", "of another version");
        assertThat(directory.lookup(List.of("odd")).toCompletableFuture().join())
                .isEmpty();

        assertThat(directory.register(phone("odd", "s1")).toCompletableFuture().join())
                .isEmpty();
        assertThat(redis.plain().hget(key, "phone")).startsWith("gw|s1|");
    }

    @Test
    void changesThatWereTrimmed_orLost_areNotTakenForNone() {
        String log = new RedisKeys(redis.prefix).directoryChanges(RedisKeys.directoryShard("trimmed"));
        directory.register(phone("trimmed", "s1")).toCompletableFuture().join();
        String cursor = changes("trimmed", "").cursor();
        directory.register(phone("trimmed", "s2")).toCompletableFuture().join();
        assertThat(changes("trimmed", cursor).userIds()).containsExactly("trimmed");

        redis.plain().xtrim(log, 1);
        assertThat(changes("trimmed", cursor).complete()).isFalse();

        cursor = changes("trimmed", "").cursor();
        redis.plain().del(log);
        assertThat(changes("trimmed", cursor)).isEqualTo(DirectoryChanges.anewFrom(""));
        directory.register(phone("trimmed", "s3")).toCompletableFuture().join();
        assertThat(changes("trimmed", cursor).complete()).isFalse();
        assertThat(changes("trimmed", "").complete()).isFalse();
    }

    @Test
    void log_isBounded() {
        String log = new RedisKeys(redis.prefix).directoryChanges(RedisKeys.directoryShard("often"));
        for (int i = 0; i < ChangeLog.KEPT + 1_000; i++) {
            redis.plain().xadd(log, Map.of("user", "often"));
        }

        directory.register(phone("often", "s1")).toCompletableFuture().join();

        assertThat(redis.plain().xlen(log)).isBetween((long) ChangeLog.KEPT, ChangeLog.KEPT + 200L);
    }

    private static DirectoryChanges changes(String user, String cursor) {
        int shard = RedisKeys.directoryShard(user);
        return directory
                .changes(Map.of(shard, cursor))
                .toCompletableFuture()
                .join()
                .getOrDefault(shard, DirectoryChanges.anewFrom("none"));
    }

    /// The same contract with everything remembered that can be.
    @Nested
    class Cached extends SessionDirectoryContract {

        private final SessionDirectory cached = new CachedSessionDirectory(directory, (known, read) -> {});

        @Override
        protected SessionDirectory directory() {
            return cached;
        }
    }

    private static SessionEntry phone(String user, String session) {
        return new SessionEntry(user, "phone", "gw", session, 1, false);
    }
}
