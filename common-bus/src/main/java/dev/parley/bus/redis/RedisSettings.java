package dev.parley.bus.redis;

import dev.parley.contract.RedisKeys;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;

/// Where Redis is.
///
/// @param uri `redis://host:port` for one instance (`rediss` for TLS), `redis-sentinel://host1,host2/0#master`,
///     or a cluster: `redis-cluster://host1:port,host2:port` (`rediss-cluster` for TLS), also `redis://` with
///     several hosts. One reachable host of a cluster is enough
/// @param keyPrefix put before every key and channel; empty but in tests that share a Redis
public record RedisSettings(String uri, String keyPrefix) {

    private static final String CLUSTER = "redis-cluster://";
    private static final String CLUSTER_TLS = "rediss-cluster://";

    public RedisSettings {
        if (uri.isBlank()) {
            throw new IllegalArgumentException("uri: empty (expected: redis://host:port)");
        }
    }

    public RedisKeys keys() {
        return new RedisKeys(keyPrefix);
    }

    boolean isCluster() {
        boolean named = uri.startsWith(CLUSTER) || uri.startsWith(CLUSTER_TLS);
        boolean severalHosts =
                !uri.startsWith("redis-sentinel") && !uri.startsWith("rediss-sentinel") && uri.contains(",");
        return named || severalHosts;
    }

    RedisURI singleUri() {
        return RedisURI.create(uri);
    }

    List<RedisURI> clusterUris() {
        String plain = uri.replace(CLUSTER_TLS, "rediss://").replace(CLUSTER, "redis://");
        return RedisClusterURIUtil.toRedisURIs(URI.create(plain));
    }

    /// Without the password that a URI may carry.
    @Override
    public String toString() {
        return "RedisSettings[uri=" + uri.replaceFirst("//[^@/]*@", "//[redacted]@") + ", keyPrefix=" + keyPrefix + "]";
    }
}
