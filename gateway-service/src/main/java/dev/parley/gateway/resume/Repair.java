package dev.parley.gateway.resume;

import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.gateway.session.Session;
import dev.parley.gateway.session.SessionRegistry;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Page;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells sessions their heads after the bus may have lost something, paced, in a `page` nobody asked for; each client
/// then syncs what it lacks. Done half a second after a request, for one outage is told in several ways (publishers
/// silent, the link back, Redis back), and again 5 s after the last one, because history may lag behind what was lost.
/// A session that opened meanwhile learned its heads at welcome.
public final class Repair implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Repair.class);
    private static final Duration SLICE = Duration.ofMillis(100);
    private static final Duration GATHER = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int SLICES_PER_SECOND = 10;

    private final SessionRegistry registry;
    private final HeadReader heads;
    private final GatewayMetrics metrics;
    private final int perSlice;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("repair").daemon().factory());
    private final Deque<Session> waiting = new ArrayDeque<>();
    private boolean oneMorePass;
    private @Nullable ScheduledFuture<?> soon;
    private @Nullable ScheduledFuture<?> again;

    public Repair(SessionRegistry registry, HeadReader heads, GatewayMetrics metrics, int perSecond) {
        this.registry = registry;
        this.heads = heads;
        this.metrics = metrics;
        this.perSlice = Math.max(1, perSecond / SLICES_PER_SECOND);
    }

    public void start() {
        timer.scheduleAtFixedRate(this::slice, SLICE.toMillis(), SLICE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// All sessions of this gateway; from any thread.
    public void request(String why) {
        if (timer.isShutdown()) {
            return;
        }
        log.info("repair why={} sessions={}", why, registry.size());
        metrics.busLoss();
        timer.execute(this::beginSoonAndAgain);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void beginSoonAndAgain() {
        if (soon == null || soon.isDone()) {
            soon = timer.schedule(this::begin, GATHER.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (again != null) {
            again.cancel(false);
        }
        again = timer.schedule(this::begin, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void begin() {
        if (waiting.isEmpty()) {
            waiting.addAll(registry.all());
        } else {
            oneMorePass = true;
        }
    }

    private void slice() {
        for (int i = 0; i < perSlice; i++) {
            Session session = waiting.poll();
            if (session == null) {
                if (oneMorePass) {
                    oneMorePass = false;
                    begin();
                }
                return;
            }
            if (registry.byId(session.id()).isPresent()) {
                repair(session);
            }
        }
    }

    private void repair(Session session) {
        heads.read(session.userId(), Map.of(), "").thenAccept(found -> {
            if (found.heads().isEmpty() && !found.more()) {
                return;
            }
            Frame page = Frame.newBuilder()
                    .setPage(Page.newBuilder()
                            .putAllHeads(found.heads())
                            .putAllEpochs(found.epochs())
                            .setHeadsMore(found.more()))
                    .build();
            session.outlet().loop().execute(() -> session.outlet().send(page));
        });
    }
}
