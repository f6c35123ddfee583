package dev.parley.bus.redis;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.GatewayBusContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisGatewayBusIT extends GatewayBusContract {

    private static RealRedis redis;

    private final GatewayBus bus = new RedisGatewayBus(redis.connections, "one");
    private final GatewayBus other = new RedisGatewayBus(redis.connections, "one");

    @BeforeAll
    static void open() {
        redis = new RealRedis();
    }

    @AfterAll
    static void close() {
        redis.close();
    }

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
        redis.killSubscription(address);
    }
}
