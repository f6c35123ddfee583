package dev.parley.gateway.drain;

import dev.parley.contract.CloseCode;
import dev.parley.gateway.delivery.BusReceiver;
import dev.parley.gateway.inbound.CommandPublisher;
import dev.parley.gateway.resume.DirectoryKeeper;
import dev.parley.gateway.session.Session;
import dev.parley.gateway.session.SessionRegistry;
import dev.parley.gateway.websocket.LoopTurns;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Reconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/// The end of a gateway on SIGTERM: not ready, nobody is let in, the sockets are asked to leave one after another over
/// the drain time, those still there are closed with 4000, the lease ends, the producer is flushed. Runs before the
/// web server stops. Commands taken meanwhile are written, and their acks go out as long as their socket is here.
public final class GatewayDrain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(GatewayDrain.class);

    /// How often the next few sockets are asked.
    private static final Duration STEP = Duration.ofMillis(50);

    /// Time for the goodbyes to be answered.
    private static final Duration GOODBYE = Duration.ofMillis(1_500);

    private final ApplicationContext context;
    private final Admission admission;
    private final SessionRegistry registry;
    private final LoopTurns sockets;
    private final DirectoryKeeper directory;
    private final BusReceiver bus;
    private final CommandPublisher publisher;
    private final Duration over;
    private volatile boolean running;

    public GatewayDrain(
            ApplicationContext context,
            Admission admission,
            SessionRegistry registry,
            LoopTurns sockets,
            DirectoryKeeper directory,
            BusReceiver bus,
            CommandPublisher publisher,
            Duration over) {
        this.context = context;
        this.admission = admission;
        this.registry = registry;
        this.sockets = sockets;
        this.directory = directory;
        this.bus = bus;
        this.publisher = publisher;
        this.over = over;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        admission.stop();
        try {
            askToLeave();
            sockets.forEachSocket(socket -> socket.close(CloseCode.DRAINING));
            // Those without a socket.
            List.copyOf(registry.all())
                    .forEach(session -> onLoop(session, () -> session.outlet().close(CloseCode.DRAINING)));
            awaitEmpty(GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Whatever became of the sockets: what was taken is written.
            directory.close();
            publisher.close();
            bus.close();
            running = false;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        // The highest phase stops first.
        return SmartLifecycle.DEFAULT_PHASE;
    }

    private void askToLeave() throws InterruptedException {
        List<Session> sessions = new ArrayList<>(registry.all());
        Collections.shuffle(sessions, ThreadLocalRandom.current());
        log.info("drain sessions={} over={}", sessions.size(), over);
        int steps = (int) Math.max(2, over.toMillis() / STEP.toMillis());
        TreeMap<Integer, List<Session>> closing = new TreeMap<>();
        int asked = 0;
        for (int step = 1; step <= steps && admission.sockets() > 0; step++) {
            // All are asked in the first half; the second is theirs to leave in.
            int until = Math.min(sessions.size(), (int) (2L * sessions.size() * step / steps));
            for (; asked < until; asked++) {
                int stepsToLeave = ThreadLocalRandom.current().nextInt(1, Math.max(2, steps - step));
                ask(sessions.get(asked), stepsToLeave * STEP.toMillis());
                closing.computeIfAbsent(step + stepsToLeave, any -> new ArrayList<>())
                        .add(sessions.get(asked));
            }
            for (Session session : closing.getOrDefault(step, List.of())) {
                onLoop(session, () -> session.outlet().close(CloseCode.DRAINING));
            }
            TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
        }
    }

    /// They come back elsewhere at random times, not all when the first one does.
    private static void ask(Session session, long afterMillis) {
        Frame frame = Frame.newBuilder()
                .setReconnect(Reconnect.newBuilder().setAfterMillis((int) afterMillis))
                .build();
        onLoop(session, () -> session.outlet().send(frame));
    }

    private static void onLoop(Session session, Runnable action) {
        try {
            session.outlet().loop().execute(action);
        } catch (RejectedExecutionException e) {
            log.debug("drain session={} is gone", session.id());
        }
    }

    private void awaitEmpty(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (admission.sockets() > 0 && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
        }
    }
}
