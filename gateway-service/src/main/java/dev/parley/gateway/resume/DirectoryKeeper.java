package dev.parley.gateway.resume;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
import dev.parley.contract.CloseCode;
import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.gateway.session.Session;
import dev.parley.gateway.session.SessionRegistry;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Displaced;
import dev.parley.proto.log.Forwarded;
import dev.parley.proto.v1.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this gateway and its sessions in the directory: a lease, and all entries again every 15 s and at once when
/// Redis is back. Entries are hints, so every failure is only counted; the next refresh heals it. Knows from the lease
/// whether Redis answers, within two seconds.
public final class DirectoryKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DirectoryKeeper.class);

    /// A third of what the design asks for: the lease is also how a dead Redis is noticed.
    private static final Duration LEASE = Duration.ofSeconds(1);

    /// One late answer of a busy machine is no outage, and a repair of all sessions would make it busier.
    private static final int FAILURES = 2;

    private static final Duration REFRESH = Duration.ofSeconds(15);
    private static final int BATCH = 500;

    private final String gatewayId;
    private final SessionDirectory directory;
    private final GatewayBus bus;
    private final SessionRegistry registry;
    private final GatewayMetrics metrics;
    private final Runnable onBack;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("directory").daemon().factory());
    private volatile boolean linked;
    private volatile boolean ended;
    private boolean everLinked;
    private int failures;

    /// @param onBack run when Redis answers again after it did not
    public DirectoryKeeper(
            String gatewayId,
            SessionDirectory directory,
            GatewayBus bus,
            SessionRegistry registry,
            GatewayMetrics metrics,
            Runnable onBack) {
        this.gatewayId = gatewayId;
        this.directory = directory;
        this.bus = bus;
        this.registry = registry;
        this.metrics = metrics;
        this.onBack = onBack;
    }

    public void start() {
        timer.scheduleAtFixedRate(this::renew, 0, LEASE.toMillis(), TimeUnit.MILLISECONDS);
        timer.scheduleAtFixedRate(this::refresh, REFRESH.toMillis(), REFRESH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether Redis answered the last time.
    public boolean isLinked() {
        return linked;
    }

    /// Enters a session. An older session of the same device elsewhere is told to close. Completes in any case.
    public CompletionStage<Void> enter(Session session) {
        return directory
                .register(session.entry(gatewayId))
                .thenAccept(displaced -> displaced.ifPresent(this::displace))
                .exceptionally(failure -> unavailable("register", failure));
    }

    /// Writes a changed entry again.
    public void update(Session session) {
        directory.refresh(List.of(session.entry(gatewayId))).exceptionally(failure -> unavailable("update", failure));
    }

    public void leave(Session session) {
        directory.remove(session.entry(gatewayId)).exceptionally(failure -> unavailable("remove", failure));
    }

    /// Hands a frame to the one session of a device, wherever it is.
    ///
    /// @return whether there is one
    public CompletionStage<Boolean> forward(String userId, String deviceId, Frame frame) {
        return directory.lookup(Set.of(userId)).thenApply(found -> {
            Optional<SessionEntry> there = found.getOrDefault(userId, List.of()).stream()
                    .filter(entry -> entry.deviceId().equals(deviceId))
                    .findFirst();
            there.ifPresent(entry -> hint(
                    entry.gatewayId(),
                    Delivery.newBuilder()
                            .setForwarded(Forwarded.newBuilder()
                                    .setUserId(userId)
                                    .setDeviceId(deviceId)
                                    .setFrame(frame))
                            .build()));
            return there.isPresent();
        });
    }

    /// Writes all entries now.
    public void refreshNow() {
        timer.execute(this::refresh);
    }

    /// Ends the lease: from now on routers ignore this gateway.
    @Override
    public void close() {
        ended = true;
        timer.shutdownNow();
        try {
            directory.endLease(gatewayId).toCompletableFuture().get(1, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            log.info("lease not ended, it runs out by itself cause={}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void displace(SessionEntry older) {
        if (older.gatewayId().equals(gatewayId)) {
            registry.byId(older.sessionId())
                    .ifPresent(session -> session.outlet()
                            .loop()
                            .execute(() -> session.outlet().close(CloseCode.REPLACED)));
            return;
        }
        Displaced displaced = Displaced.newBuilder()
                .setUserId(older.userId())
                .setDeviceId(older.deviceId())
                .setSessionId(older.sessionId())
                .setCloseCode(CloseCode.REPLACED.code())
                .build();
        hint(older.gatewayId(), Delivery.newBuilder().setDisplaced(displaced).build());
    }

    private void hint(String address, Delivery delivery) {
        bus.publishHint(address, List.of(delivery)).exceptionally(failure -> {
            unavailable("hint", failure);
            return 0L;
        });
    }

    private void renew() {
        try {
            directory.renewLease(gatewayId).whenComplete((done, failure) -> {
                if (!timer.isShutdown()) {
                    timer.execute(() -> leased(failure == null));
                }
            });
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            log.warn("lease cause={}", e.toString());
            leased(false);
        }
    }

    private void leased(boolean success) {
        failures = success ? 0 : failures + 1;
        boolean now = success || (linked && failures < FAILURES);
        boolean back = now && !linked;
        if (now != linked) {
            log.info("redis linked={}", now);
        }
        linked = now;
        if (!success) {
            metrics.unavailable("redis");
        }
        if (back && everLinked) {
            refresh();
            onBack.run();
        }
        everLinked |= success;
    }

    private void refresh() {
        if (ended) {
            return;
        }
        try {
            List<SessionEntry> batch = new ArrayList<>(BATCH);
            for (Session session : registry.all()) {
                batch.add(session.entry(gatewayId));
                if (batch.size() == BATCH) {
                    refresh(List.copyOf(batch));
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                refresh(batch);
            }
        } catch (RuntimeException e) {
            log.warn("refresh cause={}", e.toString());
        }
    }

    private void refresh(List<SessionEntry> entries) {
        directory.refresh(entries).exceptionally(failure -> unavailable("refresh", failure));
    }

    @SuppressWarnings("NullAway") // the only value of Void
    private Void unavailable(String what, Throwable failure) {
        metrics.unavailable("redis");
        log.debug("directory what={} cause={}", what, failure.toString());
        return null;
    }
}
