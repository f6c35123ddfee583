package dev.parley.bus.redis;

import dev.parley.contract.RedisKeys;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The Redis connections of one process: one for commands with text values, one for publishing, one per
/// subscription.
///
/// Callers fail fast: a command is refused while the connection is down, and gets no answer for longer than
/// {@link #COMMAND_TIMEOUT}. Reconnects come within {@link #RECONNECT_MAX} of Redis being back. A peer that
/// vanished without a word is noticed by TCP keep-alive after about 6 s.
public final class RedisConnections implements AutoCloseable {

    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
    static final Duration RECONNECT_MAX = Duration.ofMillis(500);

    /// How long a start waits for the first attempt to connect to end, well or not.
    static final Duration FIRST_CONNECT = Duration.ofSeconds(5);

    static final RedisCodec<String, String> TEXT = StringCodec.UTF8;
    static final RedisCodec<String, byte[]> BYTES = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Duration RECONNECT_MIN = Duration.ofMillis(20);
    private static final int IO_THREADS = 2;

    /// Commands waiting for an answer, per connection; more are refused, so that a stalled Redis costs bounded
    /// memory.
    private static final int REQUEST_QUEUE = 20_000;

    private final RedisSettings settings;
    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final Connector<StatefulConnection<String, String>> text;
    private final Connector<StatefulConnection<String, byte[]>> bytes;

    private RedisConnections(RedisSettings settings) {
        this.settings = settings;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(IO_THREADS)
                .computationThreadPoolSize(IO_THREADS)
                .reconnectDelay(Delay.equalJitter(RECONNECT_MIN, RECONNECT_MAX, 2, TimeUnit.MILLISECONDS))
                .build();
        this.client = settings.isCluster() ? clusterClient() : singleClient();
        this.text = new Connector<>("text", () -> connect(TEXT));
        this.bytes = new Connector<>("bytes", () -> connect(BYTES));
    }

    /// Waits a moment for the first connection, but does not fail without it: Redis may come later.
    public static RedisConnections open(RedisSettings settings) {
        RedisConnections connections = new RedisConnections(settings);
        if (connections.text.awaitFirstAttempt(FIRST_CONNECT)) {
            connections.bytes.awaitFirstAttempt(FIRST_CONNECT);
        }
        return connections;
    }

    RedisKeys keys() {
        return settings.keys();
    }

    boolean isCluster() {
        return settings.isCluster();
    }

    Pipeline<String> textPipeline() {
        return new Pipeline<>(text.get(), TEXT, isCluster());
    }

    Pipeline<byte[]> bytesPipeline() {
        return new Pipeline<>(bytes.get(), BYTES, isCluster());
    }

    /// @throws RedisException if the first connection was not made yet
    StatefulConnection<String, byte[]> bytesConnection() {
        return bytes.get();
    }

    /// A connection of its own for a subscription, under a name that `CLIENT LIST` shows.
    Connector<StatefulRedisPubSubConnection<String, byte[]>> subscriber(String name) {
        return new Connector<>(name, () -> connectPubSub(name));
    }

    @Override
    public void close() {
        text.close();
        bytes.close();
        client.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private <V> StatefulConnection<String, V> connect(RedisCodec<String, V> codec) {
        return switch (client) {
            case RedisClient single -> single.connect(codec, named(null));
            case RedisClusterClient cluster -> cluster.connect(codec);
            default -> throw new IllegalStateException("client: " + client.getClass());
        };
    }

    private StatefulRedisPubSubConnection<String, byte[]> connectPubSub(String name) {
        return switch (client) {
            case RedisClient single -> single.connectPubSub(BYTES, named(name));
            case RedisClusterClient cluster -> cluster.connectPubSub(BYTES);
            default -> throw new IllegalStateException("client: " + client.getClass());
        };
    }

    private RedisURI named(@Nullable String name) {
        RedisURI uri = settings.singleUri();
        uri.setTimeout(COMMAND_TIMEOUT);
        if (name != null) {
            uri.setClientName(name);
        }
        return uri;
    }

    private RedisClient singleClient() {
        RedisClient single = RedisClient.create(resources);
        single.setOptions(clientOptions());
        return single;
    }

    private RedisClusterClient clusterClient() {
        List<RedisURI> nodes = settings.clusterUris();
        nodes.forEach(node -> node.setTimeout(COMMAND_TIMEOUT));
        RedisClusterClient cluster = RedisClusterClient.create(resources, nodes);
        cluster.setOptions(ClusterClientOptions.builder(clientOptions())
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(Duration.ofSeconds(15))
                        .enableAllAdaptiveRefreshTriggers()
                        .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                        .build())
                .build());
        return cluster;
    }

    private static ClientOptions clientOptions() {
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(REQUEST_QUEUE)
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(COMMAND_TIMEOUT)
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(3))
                                .interval(Duration.ofSeconds(1))
                                .count(3)
                                .build())
                        .build())
                .build();
    }
}
