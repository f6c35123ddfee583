package dev.parley.router.delivery;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionDirectory;
import dev.parley.router.RouterMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every live bus address each second the number of the last frame sent there, so that a gateway notices
/// a lost tail within a second, and a router that is gone (or cut off from Redis) within 3.5 s. A heartbeat
/// that fails is not repeated; the next one says the same.
public final class BusHeartbeats implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BusHeartbeats.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final SessionDirectory directory;
    private final GatewayBus bus;
    private final RouterMetrics metrics;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bus-heartbeats").daemon().factory());

    /// Whether the last round failed; told once per outage. Touched by completions of one round after the
    /// other.
    private volatile boolean failing;

    public BusHeartbeats(SessionDirectory directory, GatewayBus bus, RouterMetrics metrics) {
        this.directory = directory;
        this.bus = bus;
        this.metrics = metrics;
    }

    public void start() {
        timer.scheduleAtFixedRate(this::beat, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void beat() {
        try {
            directory
                    .liveAddresses()
                    .thenCompose(addresses -> CompletableFuture.allOf(addresses.stream()
                            .map(address -> bus.heartbeat(address).toCompletableFuture())
                            .toArray(CompletableFuture[]::new)))
                    .whenComplete((ignored, failure) -> told(failure));
        } catch (RuntimeException e) {
            // A timer's task that throws is never run again.
            told(e);
        }
    }

    private void told(@Nullable Throwable failure) {
        if (failure != null) {
            metrics.heartbeatFailed();
            if (!failing) {
                log.warn("heartbeats fail cause={}", failure.toString());
            }
        } else if (failing) {
            log.info("heartbeats go out again");
        }
        failing = failure != null;
    }
}
