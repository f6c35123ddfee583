package dev.parley.bus.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.UUID;

/// The Redis of the tests under a prefix of its own, and a second, plain connection to look at it from outside.
final class RealRedis implements AutoCloseable {

    private static final String URI = "redis://127.0.0.1:16379";

    final String prefix = "test-" + UUID.randomUUID().toString().substring(0, 8) + ":";
    final RedisConnections connections = RedisConnections.open(new RedisSettings(URI, prefix));
    private final RedisClient client = RedisClient.create(URI);
    private final StatefulRedisConnection<String, String> plain = client.connect();

    RedisCommands<String, String> plain() {
        return plain.sync();
    }

    /// Ends the connection of a subscription from the server's side.
    void killSubscription(String address) {
        String id = plain().clientList()
                .lines()
                .filter(line -> line.contains("name=parley-bus:" + address + " "))
                .map(line -> line.replaceFirst("^id=(\\d+).*", "$1"))
                .findFirst()
                .orElseThrow();
        plain().clientKill(io.lettuce.core.KillArgs.Builder.id(Long.parseLong(id)));
    }

    @Override
    public void close() {
        connections.close();
        client.shutdown();
    }
}
