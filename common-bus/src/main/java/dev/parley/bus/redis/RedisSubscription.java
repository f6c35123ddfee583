package dev.parley.bus.redis;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.bus.GatewayBus.Listener;
import dev.parley.bus.GatewayBus.Subscription;
import dev.parley.proto.log.BusFrame;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One subscription with a connection and a thread of its own. The connection's event loop only puts what
/// arrives into a queue; the thread calls the listener, in the order of arrival, so a slow listener never
/// stalls the connection. A queue that overflows has lost frames, and the listener is told so as of a lost
/// link.
final class RedisSubscription implements Subscription {

    private static final Logger log = LoggerFactory.getLogger(RedisSubscription.class);

    private static final int QUEUE = 16_384;

    /// After a refused SSUBSCRIBE, while a slot moves.
    private static final Executor LATER = CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS);

    private sealed interface Arrival {

        record Message(byte[] bytes) implements Arrival {}

        record LinkRestored() implements Arrival {}
    }

    private final String address;
    private final String channel;
    private final boolean sharded;
    private final Listener listener;
    private final Connector<StatefulRedisPubSubConnection<String, byte[]>> connector;
    private final BlockingQueue<Arrival> queue = new ArrayBlockingQueue<>(QUEUE);
    private final CountDownLatch stands = new CountDownLatch(1);
    private final Thread thread;

    /// Whether `open` returned before the subscription stood: then even the first confirmation means frames
    /// were missed.
    private volatile boolean late;

    private volatile boolean overflowed;
    private volatile boolean closed;

    private RedisSubscription(RedisConnections connections, String address, Listener listener) {
        this.address = address;
        this.channel = connections.keys().busChannel(address);
        this.sharded = connections.isCluster();
        this.listener = listener;
        this.connector = connections.subscriber("parley-bus:" + address);
        this.thread = Thread.ofPlatform().name("bus-" + address).daemon().unstarted(this::deliver);
    }

    static RedisSubscription open(RedisConnections connections, String address, Listener listener) {
        RedisSubscription subscription = new RedisSubscription(connections, address, listener);
        subscription.start();
        return subscription;
    }

    @Override
    public void close() {
        closed = true;
        connector.close();
        thread.interrupt();
    }

    private void start() {
        thread.start();
        connector.future().thenAccept(connection -> {
            connection.addListener(new Arrivals());
            subscribe(connection.async());
        });
        try {
            if (!connector.awaitFirstAttempt(RedisConnections.FIRST_CONNECT)
                    || !stands.await(RedisConnections.FIRST_CONNECT.toMillis(), TimeUnit.MILLISECONDS)) {
                late = true;
                log.warn("bus subscription not standing yet address={}", address);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void subscribe(RedisPubSubAsyncCommands<String, byte[]> commands) {
        RedisFuture<Void> subscribed = sharded ? commands.ssubscribe(channel) : commands.subscribe(channel);
        subscribed.whenComplete((ignored, failure) -> {
            if (failure != null && !closed) {
                LATER.execute(() -> subscribeUnlessClosed(commands));
            }
        });
    }

    private void subscribeUnlessClosed(RedisPubSubAsyncCommands<String, byte[]> commands) {
        if (!closed) {
            subscribe(commands);
        }
    }

    private void arrived(Arrival arrival) {
        if (!queue.offer(arrival)) {
            overflowed = true;
        }
    }

    /// Confirmed for the first time, or again after the link was lost; the connection subscribes again by
    /// itself.
    private void confirmed() {
        boolean first = stands.getCount() > 0;
        stands.countDown();
        if (!first || late) {
            arrived(new Arrival.LinkRestored());
        }
    }

    private void deliver() {
        while (!closed) {
            try {
                Arrival arrival = queue.take();
                switch (arrival) {
                    case Arrival.Message message -> listener.onFrame(BusFrame.parseFrom(message.bytes()));
                    case Arrival.LinkRestored ignored -> listener.onLinkRestored();
                }
                if (overflowed && queue.isEmpty()) {
                    overflowed = false;
                    log.warn("bus queue overflowed, frames lost address={}", address);
                    listener.onLinkRestored();
                }
            } catch (InterruptedException e) {
                // Only close() interrupts.
                return;
            } catch (InvalidProtocolBufferException e) {
                log.warn("bus frame undecodable address={} cause={}", address, e.toString());
            } catch (RuntimeException e) {
                log.error("bus listener failed address={}", address, e);
            }
        }
    }

    private final class Arrivals extends RedisPubSubAdapter<String, byte[]> {

        @Override
        public void message(String from, byte[] message) {
            arrived(new Arrival.Message(message));
        }

        @Override
        public void smessage(String from, byte[] message) {
            arrived(new Arrival.Message(message));
        }

        @Override
        public void subscribed(String to, long count) {
            confirmed();
        }

        @Override
        public void ssubscribed(String to, long count) {
            confirmed();
        }

        /// Unasked: the channel's slot moved to another node.
        @Override
        public void sunsubscribed(String from, long count) {
            if (!closed) {
                connector.future().thenAccept(connection -> subscribeUnlessClosed(connection.async()));
            }
        }
    }
}
