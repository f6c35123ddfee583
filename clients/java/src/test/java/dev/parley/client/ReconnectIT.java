package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.client.FakeGateways.Faults;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Reconnect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client over real sockets, against gateways that misbehave.
@Timeout(60)
final class ReconnectIT {

    private static final String TEAM = "g_team";
    private static final Backoff FAST = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200));

    private final FakeGateways gateways = new FakeGateways(2);
    private final ClientRuntime runtime = ClientRuntime.create();
    private final List<ParleyClient> clients = new ArrayList<>();

    /// Keeps what it hears.
    private static final class Heard implements ClientListener {
        final List<Event> events = new CopyOnWriteArrayList<>();
        final List<StateChange> states = new CopyOnWriteArrayList<>();

        @Override
        public void onEvent(Event event) {
            events.add(event);
        }

        @Override
        public void onState(StateChange change) {
            states.add(change);
        }
    }

    @AfterEach
    void end() {
        clients.forEach(ParleyClient::close);
        runtime.close();
        gateways.close();
    }

    @Test
    void messages_arriveOnceAndInOrder_overCutsLostAcksLostEventsAndRepeats() throws Exception {
        gateways.faults = new Faults(37, 11, 5, 13);
        Heard aliceHeard = new Heard();
        Heard bobHeard = new Heard();
        ParleyClient alice = connect("alice", aliceHeard);
        ParleyClient bob = connect("bob", bobHeard);
        List<CompletableFuture<Ack>> acks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            acks.add(alice.send(TEAM, "alice " + i));
            acks.add(bob.send(TEAM, "bob " + i));
        }

        CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);
        gateways.faults = Faults.NONE;
        gateways.repair();

        List<Event> log = gateways.log(TEAM);
        assertThat(log).hasSize(400);
        assertThat(texts(log, "alice"))
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "alice " + i).toList());
        await().untilAsserted(() -> assertThat(aliceHeard.events).isEqualTo(log));
        await().untilAsserted(() -> assertThat(bobHeard.events).isEqualTo(log));
        assertThat(alice.stats().connections()).isGreaterThan(1);
    }

    @Test
    void client_comesBack_whenItsGatewayGoesAway() {
        ParleyClient alice = connect("alice", new Heard());
        gateways.sessions.getFirst().close(1001);

        await().until(() -> alice.stats().connections() == 2 && alice.state() == ClientState.CONNECTED);
    }

    @Test
    void reconnect_isHonouredAtItsTime() {
        Heard heard = new Heard();
        ParleyClient alice = connect("alice", heard);
        long begin = System.nanoTime();
        gateways.toAll(Frame.newBuilder().setReconnect(Reconnect.newBuilder().setAfterMillis(400)));
        await().until(() -> alice.state() == ClientState.DRAINING);

        await().until(() -> alice.stats().connections() == 2);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(390));
        assertThat(heard.states.stream().map(StateChange::state))
                .startsWith(
                        ClientState.CONNECTING, ClientState.CONNECTED, ClientState.DRAINING, ClientState.CONNECTING);
    }

    @Test
    void unauthorized_isAnsweredWithAFreshToken() {
        gateways.rejectedToken = "alice";
        ParleyClient alice = track(builder(new Heard())
                .tokenProvider(new TokenProvider() {
                    @Override
                    public String token() {
                        return "alice";
                    }

                    @Override
                    public String freshToken() {
                        return "alice~fresh";
                    }
                })
                .build());

        alice.connect().orTimeout(10, TimeUnit.SECONDS).join();

        assertThat(gateways.hellos).extracting(hello -> hello.getToken()).containsExactly("alice", "alice~fresh");
    }

    @Test
    void token_isRefreshedBeforeItExpires() {
        gateways.tokenMillis = 1_300;
        AtomicInteger number = new AtomicInteger();
        ParleyClient alice = track(builder(new Heard())
                .tokenProvider(() -> "alice~" + number.incrementAndGet())
                .build());
        alice.connect().join();

        await().until(() -> gateways.refreshedTokens.contains("alice~2"));

        assertThat(alice.stats().connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4503, 4509})
    void client_staysAway_whenReplacedOrRevoked_untilAskedAgain(int code) {
        Heard heard = new Heard();
        ParleyClient alice = connect("alice", heard);
        gateways.sessions.getFirst().close(code);
        await().until(() -> alice.state() == ClientState.STOPPED_BY_SERVER);
        assertThat(heard.states.getLast().closeCode()).hasValue(code);

        CompletableFuture<Ack> ack = alice.send(TEAM, "later");
        await().during(Duration.ofMillis(400)).until(() -> gateways.hellos.size() == 1);
        alice.connect().join();

        assertThat(ack.orTimeout(5, TimeUnit.SECONDS).join().getSeq()).isEqualTo(1);
    }

    @Test
    void server_isLeft_whenNothingIsHeardFor2AndAHalfHeartbeats() {
        gateways.heartbeatMillis = 200;
        Heard heard = new Heard();
        ParleyClient alice = connect("alice", heard);
        await().until(() -> gateways.pings.get() >= 2);
        assertThat(alice.stats().connections()).isEqualTo(1);

        gateways.mute = true;

        await().until(() -> heard.states.stream().anyMatch(change -> change.state() == ClientState.BACKING_OFF));
        gateways.mute = false;
    }

    @Test
    void close_failsWhatHasNoAnswer() {
        ParleyClient alice = connect("alice", new Heard());
        gateways.mute = true;
        CompletableFuture<Ack> ack = alice.send(TEAM, "never");

        alice.close();

        assertThatThrownBy(() -> ack.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClientClosedException.class);
        assertThat(alice.state()).isEqualTo(ClientState.CLOSED);
    }

    @Test
    void send_isRefusedHere_whenTheFrameWouldCostTheConnection() {
        ParleyClient alice = connect("alice", new Heard());

        assertThatThrownBy(() -> alice.send(TEAM, "x".repeat(32_769)).join())
                .hasCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("TOO_LARGE");
        assertThatThrownBy(() -> alice.send(TEAM, "half \ud83d").join()).hasMessageContaining("INVALID");
        assertThat(alice.send(TEAM, "x".repeat(32_768)).join().getSeq()).isEqualTo(1);
    }

    @Test
    void deviceThatWasAwayLong_isGivenNoMoreThanItsApplicationTakes() throws Exception {
        ParleyClient alice = connect("alice", new Heard());
        List<CompletableFuture<Ack>> acks = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            acks.add(alice.send(TEAM, i + "x".repeat(20_000)));
        }
        CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        CountDownLatch looking = new CountDownLatch(1);
        List<Long> seen = new CopyOnWriteArrayList<>();
        ParleyClient bob = connect("bob", new ClientListener() {
            @Override
            public void onEvent(Event event) {
                try {
                    looking.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                seen.add(event.getSeq());
            }
        });

        // A page of this server is 1 MB; the second is not asked for while the first waits for the application.
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> bob.stats().model().syncs() == 1);
        assertThat(bob.stats().bytesReceived()).isLessThan(1_200_000);

        looking.countDown();
        await().until(() -> seen.size() == 600);
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        assertThat(bob.stats().bytesReceived()).isBetween(12_000_000L, 12_500_000L);
    }

    @Test
    void hundredsOfClients_shareOneRuntime() {
        List<Heard> heard = new ArrayList<>();
        List<CompletableFuture<Void>> connecting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Heard mine = new Heard();
            heard.add(mine);
            String user = "user" + i;
            connecting.add(
                    track(builder(mine).tokenProvider(() -> user).build()).connect());
        }
        CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();

        clients.getFirst().send(TEAM, "to all").orTimeout(5, TimeUnit.SECONDS).join();

        await().until(() -> heard.stream().allMatch(mine -> mine.events.size() == 1));
        assertThat(gateways.sessions).map(session -> session.userId).hasSize(300);
    }

    private ParleyClient connect(String user, ClientListener listener) {
        ParleyClient client = track(builder(listener).tokenProvider(() -> user).build());
        client.connect().orTimeout(10, TimeUnit.SECONDS).join();
        return client;
    }

    private ParleyClientBuilder builder(ClientListener listener) {
        return ParleyClient.builder()
                .url(gateways.url(0))
                .url(gateways.url(1))
                .deviceId("phone")
                .listener(listener)
                .backoff(FAST)
                .runtime(runtime);
    }

    private ParleyClient track(ParleyClient client) {
        clients.add(client);
        return client;
    }

    private static List<String> texts(List<Event> events, String user) {
        return events.stream()
                .filter(event -> event.getSender().getUserId().equals(user))
                .map(event -> event.getMessage().getContent().getText().getBody())
                .toList();
    }
}
