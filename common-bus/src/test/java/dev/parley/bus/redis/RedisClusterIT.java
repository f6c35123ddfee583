package dev.parley.bus.redis;

import static org.awaitility.Awaitility.await;

import dev.parley.bus.CachedSessionDirectory;
import dev.parley.bus.GatewayBus;
import dev.parley.bus.GatewayBusContract;
import dev.parley.bus.HeadStore;
import dev.parley.bus.HeadStoreContract;
import dev.parley.bus.RateLimiterContract;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionDirectoryContract;
import dev.parley.bus.limits.RateLimiter;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/// The same contracts on a cluster of three: keys spread over the nodes, scripts stay within one slot, the bus
/// is sharded.
class RedisClusterIT {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;

    private static final List<OwnRedis> nodes = new ArrayList<>();
    private static final List<StatefulRedisConnection<String, String>> plain = new ArrayList<>();
    private static RedisClient client;
    private static RedisConnections connections;

    @BeforeAll
    static void formCluster() {
        client = RedisClient.create();
        for (int i = 0; i < NODES; i++) {
            OwnRedis node = OwnRedis.clusterNode();
            nodes.add(node);
            plain.add(client.connect(RedisURI.create("127.0.0.1", node.port())));
            plain.get(i).sync().clusterSetConfigEpoch(i + 1L);
            plain.get(i).sync().clusterAddSlots(slotsOf(i));
            plain.get(i).sync().clusterMeet("127.0.0.1", nodes.getFirst().port());
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> plain.stream()
                        .allMatch(node -> node.sync().clusterInfo().contains("cluster_state:ok")
                                && ClusterPartitionParser.parse(node.sync().clusterNodes())
                                                .size()
                                        == NODES));
        connections = RedisConnections.open(new RedisSettings(
                "redis-cluster://127.0.0.1:" + nodes.getFirst().port(), "c:"));
    }

    @AfterAll
    static void end() {
        connections.close();
        client.shutdown();
        nodes.forEach(OwnRedis::close);
    }

    private static int[] slotsOf(int node) {
        int from = SLOTS * node / NODES;
        int to = SLOTS * (node + 1) / NODES;
        int[] slots = new int[to - from];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = from + i;
        }
        return slots;
    }

    @Nested
    class Directory extends SessionDirectoryContract {

        private final SessionDirectory directory = new RedisSessionDirectory(connections);

        @Override
        protected SessionDirectory directory() {
            return directory;
        }
    }

    @Nested
    class CachedDirectory extends SessionDirectoryContract {

        private final SessionDirectory directory =
                new CachedSessionDirectory(new RedisSessionDirectory(connections), (known, read) -> {});

        @Override
        protected SessionDirectory directory() {
            return directory;
        }
    }

    @Nested
    class Heads extends HeadStoreContract {

        private final HeadStore heads = new RedisHeadStore(connections);

        @Override
        protected HeadStore heads() {
            return heads;
        }
    }

    @Nested
    class Limiter extends RateLimiterContract {

        private final RateLimiter limiter = new RedisRateLimiter(connections);
        private final RateLimiter other = new RedisRateLimiter(connections);

        @Override
        protected RateLimiter limiter() {
            return limiter;
        }

        @Override
        protected RateLimiter other() {
            return other;
        }
    }

    @Nested
    class Bus extends GatewayBusContract {

        private final GatewayBus bus = new RedisGatewayBus(connections, "one");
        private final GatewayBus other = new RedisGatewayBus(connections, "one");

        @Override
        protected GatewayBus bus() {
            return bus;
        }

        @Override
        protected GatewayBus otherPublisher() {
            return other;
        }

        @Override
        protected void cutAndRestoreLink() {
            plain.forEach(node -> node.sync().clientKill(KillArgs.Builder.typePubsub()));
        }
    }
}
