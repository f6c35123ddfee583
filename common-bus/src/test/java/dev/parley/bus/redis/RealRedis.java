package dev.parley.bus.redis;

import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/// The Redis of the tests under a prefix of its own, and a second, plain connection to look at it from outside.
final class RealRedis implements AutoCloseable {

    private final Isolation isolation = Backends.shared().isolate();
    private final String uri = isolation.backends().redisUri();
    final String prefix = isolation.keyPrefix();
    final RedisConnections connections = RedisConnections.open(new RedisSettings(uri, prefix));
    private final RedisClient client = RedisClient.create(uri);
    private final StatefulRedisConnection<String, String> plain = client.connect();

    RedisCommands<String, String> plain() {
        return plain.sync();
    }

    /// As another instance has it.
    RedisConnections another() {
        return RedisConnections.open(new RedisSettings(uri, prefix));
    }

    /// Ends the connection of a subscription from the server's side.
    void killSubscription(String address) {
        String id = plain().clientList()
                .lines()
                .filter(line -> line.contains("name=parley-bus:" + address + " "))
                .map(line -> line.replaceFirst("^id=(\\d+).*", "$1"))
                .findFirst()
                .orElseThrow();
        plain().clientKill(KillArgs.Builder.id(Long.parseLong(id)));
    }

    @Override
    public void close() {
        connections.close();
        client.shutdown();
    }
}
