package dev.parley.bus.redis;

import dev.parley.bus.BusNumbering;
import dev.parley.bus.GatewayBus;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import io.lettuce.core.RedisException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// The bus over Redis pub/sub, sharded where there is a cluster: channel `gw:{address}`, one {@link BusFrame} a
/// message.
///
/// A publish that fails may have arrived or not, and its number is spent: the receiver sees a hole or nothing
/// amiss, and both are right. After a break the connection may send a frame once more. Answers complete on
/// Redis's event loop.
public final class RedisGatewayBus implements GatewayBus {

    private final RedisConnections connections;
    private final BusNumbering numbering;

    /// Held while a frame takes its number and is handed to the connection: the order of both must be the same.
    private final Object sending = new Object();

    /// @param instanceId whose frames these are; together with a random part it names this run of the publisher
    public RedisGatewayBus(RedisConnections connections, String instanceId) {
        this.connections = connections;
        this.numbering =
                new BusNumbering(instanceId + "." + UUID.randomUUID().toString().substring(0, 8));
    }

    @Override
    public CompletionStage<Long> publish(String address, List<Delivery> deliveries) {
        return send(address, () -> numbering.next(address, deliveries));
    }

    @Override
    public CompletionStage<Long> publishHint(String address, List<Delivery> deliveries) {
        return send(address, () -> numbering.hint(deliveries));
    }

    @Override
    public CompletionStage<Void> heartbeat(String address) {
        return send(address, () -> numbering.heartbeat(address)).thenAccept(receivers -> {});
    }

    /// Waits a moment until the subscription stands. If Redis is away it returns without, keeps trying, and
    /// tells `onLinkRestored` once it stands.
    @Override
    public Subscription subscribe(String address, Listener listener) {
        return RedisSubscription.open(connections, address, listener);
    }

    private CompletableFuture<Long> send(String address, Supplier<BusFrame> frame) {
        String channel = connections.keys().busChannel(address);
        synchronized (sending) {
            byte[] message = frame.get().toByteArray();
            try {
                Pipeline<byte[]> pipeline = connections.bytesPipeline();
                CompletableFuture<Long> receivers = pipeline.publish(channel, message);
                pipeline.send();
                return receivers;
            } catch (RedisException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
