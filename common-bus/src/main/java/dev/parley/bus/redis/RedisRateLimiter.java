package dev.parley.bus.redis;

import dev.parley.bus.limits.Allowance;
import dev.parley.bus.limits.Buckets;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.limits.Verdict;
import dev.parley.contract.RedisKeys;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Buckets of bucket4j in Redis, one string each (`limit:{action}:{hash of the subject}`), that lives until the bucket
/// is full again and {@link #KEPT_FULL} more. A take is a read and a compare-and-set: two round trips, more if others
/// take from the same bucket meanwhile.
///
/// The time is that of the instance that takes; between two instances whose clocks differ by d, a bucket gains at most
/// what it refills in d, once. A changed allowance holds for buckets made after it; the old ones are gone as soon as
/// they would be full. Answers complete on Redis's event loop: do not block in it.
public final class RedisRateLimiter implements RateLimiter {

    private static final Duration KEPT_FULL = Duration.ofSeconds(10);

    /// Takes of one bucket at the same moment, from so many instances; then one is told that the store failed.
    private static final int MAX_ATTEMPTS = 16;

    private final RedisConnections connections;
    private final RedisKeys keys;
    private final ConcurrentHashMap<Allowance, BucketConfiguration> configurations = new ConcurrentHashMap<>();
    private volatile @Nullable AsyncProxyManager<String> buckets;

    public RedisRateLimiter(RedisConnections connections) {
        this.connections = connections;
        this.keys = connections.keys();
    }

    @Override
    public CompletionStage<Verdict> take(Allowance allowance, String subject, int tokens) {
        try {
            BucketConfiguration configuration = configurations.computeIfAbsent(allowance, Buckets::configuration);
            return buckets()
                    .builder()
                    .build(
                            keys.limit(allowance.name(), subject),
                            () -> CompletableFuture.completedFuture(configuration))
                    .tryConsumeAndReturnRemaining(tokens)
                    .thenApply(Buckets::verdict);
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Made at the first use that finds a connection; two made at the same moment are alike.
    private AsyncProxyManager<String> buckets() {
        AsyncProxyManager<String> known = buckets;
        if (known == null) {
            known = manager(connections.bytesConnection());
            buckets = known;
        }
        return known;
    }

    private static AsyncProxyManager<String> manager(StatefulConnection<String, byte[]> connection) {
        Bucket4jLettuce.LettuceBasedProxyManagerBuilder<String> builder = switch (connection) {
            case StatefulRedisConnection<String, byte[]> single -> Bucket4jLettuce.casBasedBuilder(single);
            case StatefulRedisClusterConnection<String, byte[]> cluster -> Bucket4jLettuce.casBasedBuilder(cluster);
            default -> throw new IllegalStateException("connection: " + connection.getClass());
        };
        return builder.requestTimeout(RedisConnections.COMMAND_TIMEOUT)
                .maxRetries(MAX_ATTEMPTS)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_FULL))
                .build()
                .asAsync();
    }
}
