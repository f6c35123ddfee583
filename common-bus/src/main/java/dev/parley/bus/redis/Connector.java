package dev.parley.bus.redis;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one connection and keeps trying until it stands, so that a part can start while Redis is away. From
/// then on the connection reconnects by itself. Until then {@link #get} fails at once; nobody waits for Redis.
final class Connector<C extends StatefulConnection<?, ?>> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Connector.class);
    private static final Duration RETRY = Duration.ofMillis(250);

    private final String name;
    private final CompletableFuture<C> connected = new CompletableFuture<>();
    private final CountDownLatch firstAttempt = new CountDownLatch(1);

    /// @param connect blocks until connected or fails
    Connector(String name, Supplier<C> connect) {
        this.name = name;
        Thread.ofVirtual().name("redis-connect-" + name).start(() -> run(connect));
    }

    /// @throws RedisConnectionException if the first connection was not made yet, or never will be
    C get() {
        if (connected.state() != Future.State.SUCCESS) {
            throw new RedisConnectionException("connection " + name + ": not connected yet");
        }
        return connected.resultNow();
    }

    CompletableFuture<C> future() {
        return connected;
    }

    /// Waits for the first attempt to end; true if the connection stands.
    boolean awaitFirstAttempt(Duration atMost) {
        try {
            return firstAttempt.await(atMost.toMillis(), TimeUnit.MILLISECONDS) && connected.isDone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (!connected.cancel(false) && !connected.isCompletedExceptionally()) {
            connected.join().close();
        }
    }

    private void run(Supplier<C> connect) {
        boolean told = false;
        while (!connected.isDone()) {
            try {
                C connection = connect.get();
                if (!connected.complete(connection)) {
                    connection.close();
                }
                firstAttempt.countDown();
            } catch (RedisException e) {
                if (!told) {
                    log.warn("redis not reachable, trying on connection={} cause={}", name, e.toString());
                    told = true;
                }
                firstAttempt.countDown();
                pause();
            } catch (RuntimeException e) {
                // Thrown by a client that was shut down meanwhile; anything else is a mistake in the settings.
                connected.completeExceptionally(e);
                firstAttempt.countDown();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            connected.completeExceptionally(e);
        }
    }
}
