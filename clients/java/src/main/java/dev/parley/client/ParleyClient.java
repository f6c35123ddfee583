package dev.parley.client;

import dev.parley.client.model.DeviceModel;
import dev.parley.client.model.ModelOutput;
import dev.parley.client.model.OutgoingCommand;
import dev.parley.client.model.Position;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Background;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Typing;
import dev.parley.proto.v1.Watch;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One device of one user. Connects, comes back by itself, says everything until it is answered, and hands every event
/// of every conversation to the listener once and in order, own messages included.
///
/// **Sending**: at least once on the wire, exactly once in the conversation, in the order of the calls per
/// conversation. The outbox is in memory: it survives gateways and connections, not this process. **Receiving**: the
/// listener hears each seq of a conversation once, ascending, as long as this object lives; with a {@link
/// PositionStore} over starts, then at least once. **Threads**: every method may be called from any thread and none
/// blocks. The listener is called on virtual threads, one call at a time. Futures complete on a virtual thread of
/// their own, without an order among them or with the listener.
public final class ParleyClient implements AutoCloseable {

    /// What may still wait for the listener when the next page is asked for: a page.
    private static final long PAGE_WANTED_BELOW_BYTES = ProtocolLimits.MAX_PAGE_BYTES;

    private final ReentrantLock lock = new ReentrantLock();
    private final ClientSettings settings;
    private final ClientListener listener;
    private final PositionStore positionStore;
    private final ClientRuntime runtime;
    private final SerialCalls calls;
    private final DeviceModel model;
    private final Connector connector;
    private final Map<String, CompletableFuture<Ack>> waiting = new HashMap<>();

    ParleyClient(
            ClientSettings settings,
            TokenProvider tokens,
            ClientListener listener,
            PositionStore positionStore,
            ClientRuntime runtime) {
        this.settings = settings;
        this.listener = listener;
        this.positionStore = positionStore;
        this.runtime = runtime;
        this.calls = new SerialCalls(runtime.virtualThreads());
        this.model = new DeviceModel(settings.deviceId(), positionStore.load(), new SplittableRandom(), new Output());
        this.connector = new Connector(
                lock, settings, tokens, runtime, calls, model, change -> calls.add(() -> listener.onState(change)));
    }

    public static ParleyClientBuilder builder() {
        return new ParleyClientBuilder();
    }

    /// Starts, or starts again after {@link ClientState#STOPPED_BY_SERVER}. The future completes with the first
    /// `welcome`; it waits as long as that takes, and fails only if the server forbids coming back or the client
    /// is closed.
    public CompletableFuture<Void> connect() {
        return locked(connector::connect);
    }

    /// Ends the wait between attempts, for example when the device has a network again.
    public void retryNow() {
        lock.lock();
        try {
            connector.retryNow();
        } finally {
            lock.unlock();
        }
    }

    /// Sends what is queued, closes, and fails what has no answer with {@link ClientClosedException}. Final.
    @Override
    public void close() {
        lock.lock();
        try {
            if (connector.state() == ClientState.CLOSED) {
                return;
            }
            connector.close();
            List<CompletableFuture<Ack>> open = List.copyOf(waiting.values());
            waiting.clear();
            runtime.virtualThreads()
                    .execute(() -> open.forEach(future -> future.completeExceptionally(
                            new ClientClosedException("closed before the command had an answer"))));
        } finally {
            lock.unlock();
        }
    }

    public ClientState state() {
        return connector.state();
    }

    /// The user as the server knows it; empty before the first `welcome`.
    public String userId() {
        return connector.userId();
    }

    public String deviceId() {
        return settings.deviceId();
    }

    /// Sends a text. See {@link #submit}.
    public CompletableFuture<Ack> send(String conversationId, String text) {
        return submit(OutgoingCommand.of(conversationId, new OutgoingCommand.Post(text, 0)));
    }

    /// Sends a text as the answer to the message at `replyTo`. See {@link #submit}.
    public CompletableFuture<Ack> reply(String conversationId, long replyTo, String text) {
        return submit(OutgoingCommand.of(conversationId, new OutgoingCommand.Post(text, replyTo)));
    }

    public CompletableFuture<Ack> edit(String conversationId, long targetSeq, String text) {
        return submit(OutgoingCommand.of(conversationId, new OutgoingCommand.Change(targetSeq, text)));
    }

    public CompletableFuture<Ack> delete(String conversationId, long targetSeq) {
        return submit(OutgoingCommand.of(conversationId, new OutgoingCommand.Erase(targetSeq)));
    }

    public CompletableFuture<Ack> react(String conversationId, long targetSeq, String emoji, boolean removed) {
        return submit(OutgoingCommand.of(conversationId, new OutgoingCommand.Reaction(targetSeq, emoji, removed)));
    }

    public CompletableFuture<Ack> pin(String conversationId, long targetSeq, boolean removed) {
        return submit(OutgoingCommand.of(conversationId, new OutgoingCommand.Pinning(targetSeq, removed)));
    }

    /// Puts a command into the outbox, connected or not. The future completes with the ack (stored, numbered), or
    /// with {@link RefusedException} (for good), {@link OutboxFullException} or {@link ClientClosedException}.
    /// Cancelling the future does not take the command back. A `clientId` that waits already gives a failed
    /// future.
    public CompletableFuture<Ack> submit(OutgoingCommand command) {
        var refusal = command.refusedLocally();
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(new RefusedException(refusal.get(), "not sent"));
        }
        return locked(() -> {
            if (connector.state() == ClientState.CLOSED) {
                return CompletableFuture.failedFuture(new ClientClosedException("closed"));
            }
            if (waiting.size() >= settings.outboxCapacity()) {
                return CompletableFuture.failedFuture(new OutboxFullException(settings.outboxCapacity()));
            }
            if (waiting.containsKey(command.clientId())) {
                return CompletableFuture.failedFuture(
                        new IllegalArgumentException("clientId waits already: " + command.clientId()));
            }
            CompletableFuture<Ack> future = new CompletableFuture<>();
            waiting.put(command.clientId(), future);
            model.submit(command, connector.nowMillis());
            return future;
        });
    }

    /// Marks everything up to `seq` as read; coalesced, sent when connected.
    public void read(String conversationId, long seq) {
        run(() -> model.read(conversationId, seq, connector.nowMillis()));
    }

    /// Tells the others that this user types; dropped when not connected.
    public void typing(String conversationId) {
        hint(Frame.newBuilder()
                .setTyping(Typing.newBuilder().setConversationId(conversationId))
                .build());
    }

    /// Watches the presence of these users in place of any before; dropped when not connected.
    public void watch(Collection<String> userIds) {
        hint(Frame.newBuilder()
                .setId("watch")
                .setWatch(Watch.newBuilder().addAllUserIds(userIds))
                .build());
    }

    /// Whether the application is in the background; dropped when not connected.
    public void background(boolean on) {
        hint(Frame.newBuilder().setBackground(Background.newBuilder().setOn(on)).build());
    }

    /// Per conversation the highest seq that is held without a hole.
    public Map<String, Long> positions() {
        return locked(model::positions);
    }

    /// True when no command waits for an answer and nothing that is known of is lacking.
    public boolean isSettled() {
        return locked(model::isSettled);
    }

    public ClientStats stats() {
        return locked(() -> new ClientStats(connector.connections(), connector.bytesReceived(), model.stats()));
    }

    private void hint(Frame frame) {
        run(() -> {
            if (connector.isOnline()) {
                connector.transmit(frame);
            }
        });
    }

    private void handled(Event event, Position position) {
        listener.onEvent(event);
        positionStore.save(event.getConversationId(), position);
        if (settings.autoReceived() && !event.getSender().getUserId().equals(connector.userId())) {
            run(() -> model.handled(event.getConversationId(), event.getSeq(), connector.nowMillis()));
        }
    }

    private void run(Runnable action) {
        lock.lock();
        try {
            action.run();
            connector.rearm();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            T result = action.get();
            connector.rearm();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /// Called by the model under the lock: queues and returns.
    private final class Output implements ModelOutput {

        @Override
        public void transmit(Frame frame) {
            connector.transmit(frame);
        }

        @Override
        public void deliver(Event event) {
            Position position = new Position(event.getSeq(), model.epoch(event.getConversationId()));
            calls.add(() -> handled(event, position), event.getSerializedSize());
        }

        @Override
        public void gap(String conversationId, long from, long to) {
            Position position = new Position(to, model.epoch(conversationId));
            calls.add(() -> {
                listener.onGap(conversationId, from, to);
                positionStore.save(conversationId, position);
            });
        }

        @Override
        public void skipped(String conversationId, long from, long to) {
            Position position = new Position(to, model.epoch(conversationId));
            calls.add(() -> {
                listener.onSkipped(conversationId, from, to);
                positionStore.save(conversationId, position);
            });
        }

        @Override
        public boolean takesPage() {
            return calls.isBelow(
                    PAGE_WANTED_BELOW_BYTES, () -> ParleyClient.this.run(() -> model.wake(connector.nowMillis())));
        }

        @Override
        public void restarted(String conversationId, long epoch) {
            calls.add(() -> listener.onRestarted(conversationId, epoch));
        }

        @Override
        public void acked(OutgoingCommand command, Ack ack) {
            CompletableFuture<Ack> future = waiting.remove(command.clientId());
            if (future != null) {
                runtime.virtualThreads().execute(() -> future.complete(ack));
            }
        }

        @Override
        public void refused(OutgoingCommand command, Refused refused) {
            CompletableFuture<Ack> future = waiting.remove(command.clientId());
            if (future != null) {
                RefusedException why = new RefusedException(refused.getCode(), refused.getMessage());
                runtime.virtualThreads().execute(() -> future.completeExceptionally(why));
            }
        }

        @Override
        public void notice(Frame frame) {
            switch (frame.getBodyCase()) {
                case RECEIPT -> calls.add(() -> listener.onReceipt(frame.getReceipt()));
                case TYPING -> calls.add(() -> listener.onTyping(frame.getTyping()));
                case PRESENCE -> calls.add(() -> listener.onPresence(frame.getPresence()));
                case SETTINGS -> calls.add(() -> listener.onSettings(frame.getSettings()));
                case COUNTS -> calls.add(() -> listener.onCounts(frame.getCounts()));
                case HIDDEN -> calls.add(() -> listener.onHidden(frame.getHidden()));
                case ERROR -> calls.add(() -> listener.onError(frame.getError()));
                default -> throw new IllegalArgumentException("no notice: " + frame.getBodyCase());
            }
        }
    }
}
