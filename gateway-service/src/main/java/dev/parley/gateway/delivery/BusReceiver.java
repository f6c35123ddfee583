package dev.parley.gateway.delivery;

import dev.parley.bus.BusContinuity;
import dev.parley.bus.GatewayBus;
import dev.parley.contract.CloseCode;
import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.gateway.session.Session;
import dev.parley.gateway.session.SessionRegistry;
import dev.parley.log.path.PathLog;
import dev.parley.log.path.Step;
import dev.parley.proto.log.Broadcast;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Displaced;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.Forwarded;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Sender;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Step 7 of docs/message-path.md.
///
/// Hears this gateway's channel and hands each delivery to the local sessions: the origin session gets the `ack`, all
/// others of the named users the `event`. At most once: what Redis loses is found by the numbering, and the sessions
/// are told their heads. Order per conversation: one thread here, one task per event loop and frame.
public final class BusReceiver implements GatewayBus.Listener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BusReceiver.class);
    private static final Duration SILENCE_CHECK = Duration.ofMillis(500);

    private final String gatewayId;
    private final GatewayBus bus;
    private final SessionRegistry registry;
    private final GatewayMetrics metrics;
    private final PathLog path;
    private final Consumer<String> repair;
    private final Runnable onLinkRestored;
    private final BusContinuity continuity = new BusContinuity();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("bus-silence").daemon().factory());
    private GatewayBus.@Nullable Subscription subscription;

    /// @param repair asks for all sessions to be told their heads, and says why
    /// @param onLinkRestored run when the subscription stands again
    public BusReceiver(
            String gatewayId,
            GatewayBus bus,
            SessionRegistry registry,
            GatewayMetrics metrics,
            PathLog path,
            Consumer<String> repair,
            Runnable onLinkRestored) {
        this.gatewayId = gatewayId;
        this.bus = bus;
        this.registry = registry;
        this.metrics = metrics;
        this.path = path;
        this.repair = repair;
        this.onLinkRestored = onLinkRestored;
    }

    /// Before the first socket is let in.
    public void start() {
        continuity.subscribed();
        subscription = bus.subscribe(gatewayId, this);
        timer.scheduleAtFixedRate(
                this::checkSilence, SILENCE_CHECK.toMillis(), SILENCE_CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (subscription != null) {
            subscription.close();
        }
    }

    @Override
    public void onFrame(BusFrame frame) {
        if (continuity.onFrame(frame) instanceof BusContinuity.Finding.Hole hole) {
            repair.accept("hole publisher=" + hole.publisher() + " last=" + hole.last() + " number=" + hole.number());
        }
        if (frame.getDeliveriesCount() == 0) {
            return;
        }
        LoopBatches batches = new LoopBatches(path);
        for (Delivery delivery : frame.getDeliveriesList()) {
            switch (delivery.getBodyCase()) {
                case EVENT -> event(delivery.getEvent(), batches);
                case OUTCOME -> outcome(delivery.getOutcome(), batches);
                case DISPLACED -> displaced(delivery.getDisplaced(), batches);
                case BROADCAST -> broadcast(delivery.getBroadcast(), batches);
                case FORWARDED -> forwarded(delivery.getForwarded(), batches);
                case BODY_NOT_SET -> log.warn("bus delivery of an unknown kind publisher={}", frame.getPublisher());
            }
        }
        metrics.delivered(batches.dispatch());
    }

    @Override
    public void onLinkRestored() {
        continuity.subscribed();
        onLinkRestored.run();
        repair.accept("link restored");
    }

    private void checkSilence() {
        for (BusContinuity.Finding.Silent silent : continuity.silences()) {
            repair.accept("silent publisher=" + silent.publisher());
        }
    }

    private void event(EventDelivery delivery, LoopBatches batches) {
        Event event = delivery.getEvent();
        Session origin = originOf(delivery.getOrigin()).orElse(null);
        if (origin != null) {
            Frame ack = Frame.newBuilder()
                    .setRe(delivery.getOrigin().getRe())
                    .setAck(ackOf(event))
                    .build();
            settle(origin, event.getConversationId(), event.getClientId(), ack, batches);
            batches.run(origin, () -> path.step(event, Step.ACKED, origin.name()));
        }
        Frame frame = Frame.newBuilder().setEvent(event).build();
        boolean posted = delivery.getOrigin().getPosted();
        try (EncodedOnce encoded = new EncodedOnce(frame)) {
            for (String userId : delivery.getUserIdsList()) {
                for (Session session : registry.ofUser(userId)) {
                    boolean answered = posted && isOf(session, event.getSender());
                    if (session != origin && !answered) {
                        batches.write(session, frame, encoded.copy(session.encoding()));
                    }
                }
            }
        }
    }

    private void outcome(Outcome outcome, LoopBatches batches) {
        Session origin = originOf(outcome.getOrigin()).orElse(null);
        if (origin == null) {
            // It reconnected meanwhile and sends the command again.
            return;
        }
        Frame.Builder frame = Frame.newBuilder().setRe(outcome.getOrigin().getRe());
        switch (outcome.getBodyCase()) {
            case REFUSED -> {
                Refused refused = outcome.getRefused();
                String clientId = refused.getClientId().isEmpty() ? outcome.getClientId() : refused.getClientId();
                frame.setRefused(refused.toBuilder().setClientId(clientId));
                settle(origin, "", clientId, frame.build(), batches);
            }
            case DUPLICATE -> {
                Ack ack = outcome.getDuplicate();
                frame.setAck(ack.toBuilder().setDuplicate(true));
                settle(origin, ack.getConversationId(), ack.getClientId(), frame.build(), batches);
            }
            case EXISTS, DONE, BODY_NOT_SET ->
                log.warn("bus outcome that no socket asks for kind={}", outcome.getBodyCase());
        }
    }

    private static void settle(
            Session origin, String conversationId, String clientId, Frame answer, LoopBatches batches) {
        batches.run(origin, () -> {
            origin.outlet().send(answer);
            origin.settlement().settled(conversationId, clientId);
        });
    }

    private void displaced(Displaced displaced, LoopBatches batches) {
        CloseCode code = displaced.getCloseCode() == CloseCode.DEVICE_REVOKED.code()
                ? CloseCode.DEVICE_REVOKED
                : CloseCode.REPLACED;
        for (Session session : registry.ofUser(displaced.getUserId())) {
            boolean named = displaced.getSessionId().isEmpty()
                    ? code == CloseCode.DEVICE_REVOKED
                    : session.id().equals(displaced.getSessionId());
            if (named && session.deviceId().equals(displaced.getDeviceId())) {
                batches.run(session, () -> session.outlet().close(code));
            }
        }
    }

    private void broadcast(Broadcast broadcast, LoopBatches batches) {
        try (EncodedOnce encoded = new EncodedOnce(broadcast.getFrame())) {
            for (String userId : broadcast.getUserIdsList()) {
                for (Session session : registry.ofUser(userId)) {
                    batches.write(session, broadcast.getFrame(), encoded.copy(session.encoding()));
                }
            }
        }
    }

    private void forwarded(Forwarded forwarded, LoopBatches batches) {
        for (Session session : registry.ofUser(forwarded.getUserId())) {
            if (session.deviceId().equals(forwarded.getDeviceId())) {
                batches.run(session, () -> session.settlement().forwarded(forwarded.getFrame()));
            }
        }
    }

    private static boolean isOf(Session session, Sender sender) {
        return session.deviceId().equals(sender.getDeviceId())
                && session.userId().equals(sender.getUserId());
    }

    private Optional<Session> originOf(Origin origin) {
        return origin.getAddress().equals(gatewayId) ? registry.byId(origin.getSessionId()) : Optional.empty();
    }

    private static Ack ackOf(Event event) {
        Ack.Builder ack = Ack.newBuilder()
                .setClientId(event.getClientId())
                .setConversationId(event.getConversationId())
                .setSeq(event.getSeq())
                .setOrdinal(event.getOrdinal())
                .setMessageId(event.getMessageId())
                .setTime(event.getTime());
        if (event.getMessage().hasExpiresAt()) {
            ack.setExpiresAt(event.getMessage().getExpiresAt());
        }
        return ack.build();
    }
}
