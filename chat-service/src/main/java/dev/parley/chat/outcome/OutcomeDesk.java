package dev.parley.chat.outcome;

import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Sends a command on behalf of a REST call and waits for what the log made of it, which comes back over the bus like
/// to any gateway. At most {@link ProtocolLimits#MAX_IN_FLIGHT} commands per conversation, user and device wait at a
/// time.
///
/// The bus may lose a frame. A command without an outcome after two seconds is sent once more under the same client
/// id; if the first one had been accepted, its old ack comes back. After five seconds the caller is told UNAVAILABLE,
/// and may repeat for ever. Safe from any thread; never blocks the caller.
public final class OutcomeDesk {

    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(5);

    private final String address;
    private final CommandSender sender;
    private final Executor blocking;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final Map<InFlightKey, Integer> inFlight = new ConcurrentHashMap<>();

    /// @param address this instance's bus address
    /// @param blocking runs the sends, which may block for a second
    public OutcomeDesk(String address, CommandSender sender, Executor blocking) {
        this.address = address;
        this.sender = sender;
        this.blocking = blocking;
    }

    /// @param command without origin, which is set here
    public CompletableFuture<CommandOutcome> submit(Command command) {
        InFlightKey key = new InFlightKey(command.getConversationId(), command.getUserId(), command.getDeviceId());
        if (!enter(key)) {
            return CompletableFuture.completedFuture(new CommandOutcome.TooManyInFlight());
        }
        String correlation = UUID.randomUUID().toString();
        Origin origin = Origin.newBuilder()
                .setAddress(address)
                .setSessionId(correlation)
                .build();
        Waiting call = new Waiting(command.toBuilder().setOrigin(origin).build(), new CompletableFuture<>());
        waiting.put(correlation, call);
        call.outcome.whenComplete((outcome, failure) -> {
            waiting.remove(correlation);
            leave(key);
        });
        blocking.execute(() -> send(call));
        Executor later = CompletableFuture.delayedExecutor(ASK_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS, blocking);
        later.execute(() -> sendAgain(call));
        return call.outcome.completeOnTimeout(
                new CommandOutcome.Unavailable(), GIVE_UP_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What came over the bus for this instance. Deliveries nobody waits for any more are dropped.
    public void onFrame(BusFrame frame) {
        for (Delivery delivery : frame.getDeliveriesList()) {
            switch (delivery.getBodyCase()) {
                case EVENT ->
                    complete(
                            delivery.getEvent().getOrigin(),
                            new CommandOutcome.Accepted(delivery.getEvent().getEvent()));
                case OUTCOME -> complete(delivery.getOutcome());
                // Nobody has a socket here.
                case DISPLACED, BROADCAST, BODY_NOT_SET -> {}
            }
        }
    }

    private void complete(Outcome outcome) {
        switch (outcome.getBodyCase()) {
            case REFUSED -> complete(outcome.getOrigin(), new CommandOutcome.Refusal(outcome.getRefused()));
            case DUPLICATE -> complete(outcome.getOrigin(), new CommandOutcome.Duplicate(outcome.getDuplicate()));
            case EXISTS -> complete(outcome.getOrigin(), new CommandOutcome.Exists(outcome.getExists()));
            case DONE -> complete(outcome.getOrigin(), new CommandOutcome.Done());
            case BODY_NOT_SET -> {}
        }
    }

    private void complete(Origin origin, CommandOutcome outcome) {
        Waiting call = waiting.get(origin.getSessionId());
        if (call != null && origin.getAddress().equals(address)) {
            // Off the bus thread: what follows may read Cassandra or write a response.
            blocking.execute(() -> call.outcome.complete(outcome));
        }
    }

    private void send(Waiting call) {
        if (!sender.send(call.command)) {
            call.outcome.complete(new CommandOutcome.Unavailable());
        }
    }

    private void sendAgain(Waiting call) {
        if (!call.outcome.isDone()) {
            sender.send(call.command);
        }
    }

    private boolean enter(InFlightKey key) {
        int now = inFlight.merge(key, 1, Integer::sum);
        if (now <= ProtocolLimits.MAX_IN_FLIGHT) {
            return true;
        }
        leave(key);
        return false;
    }

    private void leave(InFlightKey key) {
        inFlight.computeIfPresent(key, (ignored, count) -> count == 1 ? null : count - 1);
    }

    private record InFlightKey(String conversationId, String userId, String deviceId) {}

    private record Waiting(Command command, CompletableFuture<CommandOutcome> outcome) {}
}
