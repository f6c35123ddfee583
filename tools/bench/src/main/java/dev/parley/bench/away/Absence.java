package dev.parley.bench.away;

import dev.parley.bench.wire.RestApi;
import dev.parley.client.ClientListener;
import dev.parley.client.ClientRuntime;
import dev.parley.client.ParleyClient;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Makes a user with many conversations, lets a device of theirs see the beginning of each, and then lets the others
/// talk while it is away. The others are real clients too: they keep the protocol's limits by themselves.
public final class Absence implements AutoCloseable {

    private static final Duration TOKEN_LIFE = Duration.ofHours(2);

    /// Of ten conversations, this many are groups; the rest are direct.
    private static final int GROUPS_OF_TEN = 3;

    private static final int OTHERS_OF_A_GROUP = 3;

    /// More would wait in queues of the stack until the clients took it for lost and sent it again.
    private static final int UNANSWERED = 300;

    private static final long WITHIN_SECONDS = 600;

    private final RestApi tokens;
    private final ParleyRest rest;
    private final URI edge;
    private final URI gateway;
    private final String run;
    private final List<Talk> talks = new ArrayList<>();
    private final Map<String, ParleyClient> others = new TreeMap<>();
    private final Map<String, Long> heads = new ConcurrentHashMap<>();

    private record Talk(String conversationId, List<String> speakers) {}

    /// @param gateway where the others connect
    public Absence(RestApi tokens, URI edge, URI gateway, String run) {
        this.tokens = tokens;
        this.edge = edge;
        this.gateway = gateway;
        this.run = run;
        String token = token(user());
        this.rest = new ParleyRest(ClientRuntime.shared(), edge.toString(), () -> token, "rest");
    }

    public String token() {
        return token(user());
    }

    /// Begins the conversations, each with a first message that the device sees before it goes.
    public Map<String, Long> begin(int conversations) throws Exception {
        for (int i = 0; i < conversations; i++) {
            talks.add(i % 10 < GROUPS_OF_TEN ? group(i, conversations) : direct(i));
        }
        List<CompletableFuture<Void>> connecting =
                others.values().stream().map(ParleyClient::connect).toList();
        CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new)).get(WITHIN_SECONDS, TimeUnit.SECONDS);
        send(conversations, "before");
        return lookIn();
    }

    /// The others send; returns when the history has everything.
    ///
    /// @param seen what {@link #begin} returned
    public Missed miss(int messages, int bodyBytes, Map<String, Long> seen) throws Exception {
        send(messages, "x".repeat(bodyBytes));
        awaitHistory();
        TreeMap<String, Missed.Span> spans = new TreeMap<>();
        heads.forEach((id, head) -> spans.put(id, new Missed.Span(seen.getOrDefault(id, 0L), head)));
        return new Missed(spans);
    }

    @Override
    public void close() {
        others.values().forEach(ParleyClient::close);
    }

    private String user() {
        return run + "-away";
    }

    private String token(String user) {
        return tokens.token(user, TOKEN_LIFE).join();
    }

    private Talk direct(int number) {
        String other = other(number);
        return new Talk(rest.createDirect(other).conversationId(), List.of(other));
    }

    private Talk group(int number, int conversations) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < OTHERS_OF_A_GROUP; i++) {
            members.add(other((number + i) % Math.max(OTHERS_OF_A_GROUP, conversations)));
        }
        return new Talk(rest.createGroup("Group " + number, members).conversationId(), members);
    }

    private String other(int number) {
        String user = run + "-o" + number;
        others.computeIfAbsent(user, name -> {
            String token = token(name);
            return ParleyClient.builder()
                    .url(gateway + "/v1/connect")
                    .tokenProvider(() -> token)
                    .deviceId("bench")
                    .autoReceived(false)
                    .build();
        });
        return user;
    }

    private void send(int messages, String text) throws Exception {
        Semaphore unanswered = new Semaphore(UNANSWERED);
        List<CompletableFuture<Ack>> acks = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Talk talk = talks.get(i % talks.size());
            String speaker =
                    talk.speakers().get(i / talks.size() % talk.speakers().size());
            unanswered.acquire();
            acks.add(client(speaker)
                    .send(talk.conversationId(), text)
                    .whenComplete((ack, failure) -> unanswered.release()));
            if (i > 0 && i % 5_000 == 0) {
                System.err.println("bench: " + i + " of " + messages + " messages are sent");
            }
        }
        for (CompletableFuture<Ack> ack : acks) {
            Ack stored = ack.get(WITHIN_SECONDS, TimeUnit.SECONDS);
            heads.merge(stored.getConversationId(), stored.getSeq(), Math::max);
        }
    }

    private ParleyClient client(String user) {
        ParleyClient client = others.get(user);
        if (client == null) {
            throw new IllegalStateException("nobody is called " + user);
        }
        return client;
    }

    /// A device of the user connects, takes what there is and goes. Returns its positions.
    private Map<String, Long> lookIn() throws Exception {
        String token = token();
        Map<String, Long> held = new ConcurrentHashMap<>();
        try (ParleyClient device = ParleyClient.builder()
                .url(gateway + "/v1/connect")
                .tokenProvider(() -> token)
                .deviceId("away-0")
                .listener(new ClientListener() {
                    @Override
                    public void onEvent(Event event) {
                        held.put(event.getConversationId(), event.getSeq());
                    }
                })
                .build()) {
            device.connect().get(WITHIN_SECONDS, TimeUnit.SECONDS);
            await("the device to see the beginnings", () -> held.equals(heads));
        }
        return Map.copyOf(held);
    }

    private void awaitHistory() throws Exception {
        for (Map.Entry<String, Long> head : heads.entrySet()) {
            await("history of " + head.getKey() + " at " + edge, () -> {
                List<Event> newest = rest.newest(head.getKey(), 1).items();
                return !newest.isEmpty() && newest.getFirst().getSeq() >= head.getValue();
            });
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
