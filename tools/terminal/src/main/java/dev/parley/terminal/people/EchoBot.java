package dev.parley.terminal.people;

import dev.parley.client.ClientListener;
import dev.parley.client.ClientRuntime;
import dev.parley.client.ClientState;
import dev.parley.client.ParleyClient;
import dev.parley.client.ParleyClientBuilder;
import dev.parley.client.PositionStore;
import dev.parley.client.StateChange;
import dev.parley.client.TokenProvider;
import dev.parley.client.model.OutgoingCommand;
import dev.parley.client.model.Position;
import dev.parley.client.rest.ParleyRest;
import dev.parley.contract.Identifiers;
import dev.parley.proto.v1.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A user who says back what is said to them: every message of a direct conversation, and those of a group that mention
/// them. Types first, greets when somebody begins a conversation, and marks as read what is answered.
///
/// Every message is answered once. A start begins at the own read marks, so what came while nobody was here is answered
/// late; the client id of an answer names the message, so that one answered twice counts once. Comes back by itself
/// whatever happens to gateways, until its user revokes the device or it is started a second time.
public final class EchoBot implements AutoCloseable {

    public static final String DEVICE = "echo-bot";

    static final String GREETING = "Hello! I am the echo: write me something and I say it back. "
            + "In a group I only answer when you mention me.";

    /// How long it types.
    private static final Duration THINKS = Duration.ofMillis(500);

    /// Typing is told so often at most, however many messages come at once.
    private static final Duration TYPES_AGAIN = Duration.ofSeconds(2);

    private final String userId;
    private final ParleyClient client;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("echo").factory());
    private final CompletableFuture<String> stopped = new CompletableFuture<>();

    private EchoBot(
            ClientRuntime runtime,
            List<String> urls,
            String userId,
            TokenProvider tokens,
            Map<String, Position> positions) {
        this.userId = userId;
        ParleyClientBuilder builder = ParleyClient.builder()
                .tokenProvider(tokens)
                .deviceId(DEVICE)
                .platform("bot")
                .positionStore(PositionStore.startingAt(positions))
                .listener(new Ears())
                .runtime(runtime);
        urls.forEach(builder::url);
        client = builder.build();
    }

    /// Reads where it was, then connects in the background.
    ///
    /// @param urls of the gateways
    /// @throws RuntimeException if its conversations cannot be read now
    public static EchoBot start(
            ClientRuntime runtime, List<String> urls, String userId, TokenProvider tokens, ParleyRest rest) {
        Map<String, Position> positions = new HashMap<>();
        rest.conversations().stream()
                .filter(summary -> summary.readSeq() > 0)
                .forEach(summary -> positions.put(summary.conversationId(), new Position(summary.readSeq(), 0)));
        EchoBot bot = new EchoBot(runtime, urls, userId, tokens, positions);
        bot.client.connect();
        return bot;
    }

    public boolean isConnected() {
        return client.state() == ClientState.CONNECTED;
    }

    /// Completes with the reason if the server forbids coming back.
    public CompletableFuture<String> stopped() {
        return stopped;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
    }

    private final class Ears implements ClientListener {

        private final Map<String, Long> typedAtNanos = new HashMap<>();
        private final Map<String, Integer> unanswered = new ConcurrentHashMap<>();

        @Override
        public void onEvent(Event event) {
            String conversationId = event.getConversationId();
            long seq = event.getSeq();
            if (event.getSender().getUserId().equals(userId)) {
                return;
            }
            if (Identifiers.isDirect(conversationId) && event.hasCreated()) {
                answer(
                        new OutgoingCommand(
                                clientId("greeting", event), conversationId, new OutgoingCommand.Post(GREETING, 0)),
                        seq);
            } else if (wantsAnswer(event)) {
                long replyTo = Identifiers.isDirect(conversationId) ? 0 : seq;
                String text = event.getMessage().getContent().getText().getBody();
                answer(
                        new OutgoingCommand(
                                clientId("echo", event), conversationId, new OutgoingCommand.Post(text, replyTo)),
                        seq);
            } else if (!unanswered.containsKey(conversationId)) {
                client.read(conversationId, seq);
            }
        }

        @Override
        public void onState(StateChange change) {
            if (change.state() == ClientState.STOPPED_BY_SERVER) {
                stopped.complete(change.detail());
            }
        }

        private boolean wantsAnswer(Event event) {
            // A message that was deleted before it was heard has no text.
            if (!event.hasMessage()
                    || event.getMessage().getContent().getText().getBody().isBlank()) {
                return false;
            }
            return Identifiers.isDirect(event.getConversationId())
                    || event.getMessage().getContent().getText().getMentionsList().stream()
                            .anyMatch(mention -> mention.getUserId().equals(userId));
        }

        /// The same whenever the event is heard; differs over conversations, because a client tells its commands
        /// apart by it.
        private static String clientId(String word, Event event) {
            return word + "-" + event.getSeq() + "-" + Identifiers.shortHash(event.getConversationId());
        }

        private void answer(OutgoingCommand command, long seq) {
            String conversationId = command.conversationId();
            unanswered.merge(conversationId, 1, Integer::sum);
            long now = System.nanoTime();
            Long typedAt = typedAtNanos.get(conversationId);
            if (typedAt == null || now - typedAt > TYPES_AGAIN.toNanos()) {
                typedAtNanos.put(conversationId, now);
                client.typing(conversationId);
            }
            // One thread and one delay: answers keep the order of what they answer.
            timer.schedule(
                    () -> client.submit(command).whenComplete((ack, refused) -> {
                        // Also after a refusal, which is for good: they block the echo, or it is no longer a member.
                        client.read(conversationId, seq);
                        unanswered.computeIfPresent(conversationId, (id, count) -> count == 1 ? null : count - 1);
                    }),
                    THINKS.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }
}
