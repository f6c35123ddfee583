package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.SessionChange;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Server-sent events, long polls and posts against a real gateway on real Redis and Kafka.
@Timeout(90)
final class FallbackIT {

    private static TestGateway gateway;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String conversation = "d_" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.shared();
    }

    @AfterEach
    void emptyHistory() {
        gateway.heads = query -> Page.getDefaultInstance();
        gateway.syncs = sync -> Page.getDefaultInstance();
    }

    private Event event(long seq, String user, String device) {
        return Event.newBuilder()
                .setConversationId(conversation)
                .setSeq(seq)
                .setClientId("c-" + seq)
                .setSender(Sender.newBuilder().setUserId(user).setDeviceId(device))
                .setMessage(Message.newBuilder()
                        .setContent(
                                Content.newBuilder().setText(Text.newBuilder().setBody("message " + seq))))
                .build();
    }

    private void deliver(Event event, Origin origin) {
        gateway.publish(Delivery.newBuilder()
                .setEvent(EventDelivery.newBuilder()
                        .addUserIds(alice)
                        .setEvent(event)
                        .setOrigin(origin))
                .build());
    }

    private void deliver(long seq) {
        deliver(event(seq, "bob", "phone"), Origin.getDefaultInstance());
    }

    private static String send(String id, String clientId, String conversation) {
        return "{\"id\":\"" + id + "\",\"send\":{\"conversationId\":\"" + conversation + "\",\"clientId\":\"" + clientId
                + "\",\"content\":{\"text\":{\"body\":\"hi\"}}}}";
    }

    @Test
    void aStream_beginsWithWelcome_hearsEvents_andIsTold_likeAnySession() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web");
                FallbackClient.EventStream stream = web.events("")) {
            assertThat(stream.frame().getWelcome().getUserId()).isEqualTo(alice);
            assertThat(gateway.news(alice).getKind()).isEqualTo(SessionChange.Kind.OPENED);

            deliver(1);
            assertThat(stream.frame().getEvent().getSeq()).isEqualTo(1);
            await().until(() -> !stream.id().isEmpty());
        }
        assertThat(gateway.news(alice).getKind()).isEqualTo(SessionChange.Kind.CLOSED);
    }

    @Test
    void whatAPostBrings_isAnsweredThere_andItsEventIsNotOnTheStream() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web");
                FallbackClient.EventStream stream = web.events("");
                RawSocket phone = gateway.session(alice, "phone")) {
            assertThat(stream.frame().hasWelcome()).isTrue();
            CompletableFuture<List<Frame>> answers = CompletableFuture.supplyAsync(() -> {
                try {
                    return web.post(
                            "{\"frames\":[" + send("2", "c-1", conversation)
                                    + ",{\"received\":{\"conversationId\":\"" + conversation + "\",\"seq\":\"1\"}}"
                                    + ",{\"id\":\"p\",\"ping\":{}},{\"id\":\"x\",\"bogus\":{}},{\"id\":\"h\",\"hello\":{\"deviceId\":\"web\"}}]}");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            Command command = gateway.command();
            assertThat(command.getDeviceId()).isEqualTo("web");
            assertThat(command.getOrigin().getPosted()).isTrue();
            assertThat(command.getOrigin().getAddress()).isEqualTo(TestGateway.ID);

            deliver(event(1, alice, "web"), command.getOrigin());
            deliver(2);

            assertThat(answers.join())
                    .extracting(frame -> frame.getRe() + " " + frame.getBodyCase())
                    .containsExactlyInAnyOrder("2 ACK", "p PONG", "x ERROR", "h ERROR");
            assertThat(stream.frame().getEvent().getSeq()).as("not its own").isEqualTo(2);
            assertThat(phone.frame().getEvent().getSeq()).isEqualTo(1);
            assertThat(gateway.activity().getConversationId()).isEqualTo(conversation);
        }
    }

    @Test
    void whoComesBackWithItsPlace_isToldWhatItMissed_beforeWhatHappensNow() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web")) {
            String place;
            try (FallbackClient.EventStream stream = web.events("")) {
                stream.frame();
                deliver(1);
                assertThat(stream.frame().getEvent().getSeq()).isEqualTo(1);
                await().until(() -> !stream.id().isEmpty());
                place = stream.id();
            }
            gateway.heads = query -> Page.newBuilder()
                    .putHeads(conversation, 4)
                    .putHeads("g_other", 7)
                    .build();
            gateway.syncs = sync -> {
                assertThat(sync.getPositionsMap()).isEqualTo(Map.of(conversation, 1L));
                deliver(5);
                return Page.newBuilder()
                        .addEvents(event(2, "bob", "phone"))
                        .addEvents(event(3, "bob", "phone"))
                        .addEvents(event(4, "bob", "phone"))
                        .build();
            };

            try (FallbackClient.EventStream stream = web.events(place)) {
                assertThat(stream.frame().getWelcome().getHeadsMap())
                        .as("the others, one of which moved")
                        .isEqualTo(Map.of("g_other", 7L));
                for (long seq = 2; seq <= 5; seq++) {
                    assertThat(stream.frame().getEvent().getSeq()).isEqualTo(seq);
                }
            }
        }
    }

    @Test
    void polls_hearEventsOnceAndInOrder_alsoWhenAnAnswerIsLost() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web")) {
            FallbackClient.Polled first = web.poll("");
            assertThat(first.frames()).hasSize(1).allMatch(Frame::hasWelcome);
            deliver(1);
            FallbackClient.Polled second = web.poll(first.cursor());
            assertThat(second.frames())
                    .extracting(frame -> frame.getEvent().getSeq())
                    .containsExactly(1L);
            deliver(2);
            FallbackClient.Polled lost = web.poll(second.cursor());
            FallbackClient.Polled again = web.poll(second.cursor());

            assertThat(again).as("the same answer to the same cursor").isEqualTo(lost);
            deliver(3);
            assertThat(web.poll(again.cursor()).frames())
                    .extracting(frame -> frame.getEvent().getSeq())
                    .containsExactly(3L);
        }
    }

    @Test
    void aPollThatComesToAnotherGateway_goesOnFromItsCursor() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web")) {
            FallbackClient.Polled first = web.poll("");
            deliver(1);
            String cursor = web.poll(first.cursor()).cursor();
            gateway.heads = query -> Page.newBuilder().putHeads(conversation, 2).build();
            gateway.syncs = sync ->
                    Page.newBuilder().addEvents(event(2, "bob", "phone")).build();

            // As another gateway sees it: a session it does not have.
            FallbackClient.Polled elsewhere = web.poll("x" + cursor.substring(1));
            assertThat(elsewhere.frames().getFirst().hasWelcome()).isTrue();
            List<Frame> missed = elsewhere.frames().size() > 1
                    ? elsewhere.frames().subList(1, elsewhere.frames().size())
                    : web.poll(elsewhere.cursor()).frames();
            assertThat(missed).extracting(frame -> frame.getEvent().getSeq()).containsExactly(2L);

            FallbackClient.Polled displaced = web.poll(cursor);
            assertThat(displaced.frames().getLast().getClose().getCode()).isEqualTo(CloseCode.REPLACED.code());
        }
    }

    @Test
    void oneSessionPerDevice_overAllTransports() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web");
                FallbackClient.EventStream stream = web.events("")) {
            stream.frame();
            try (RawSocket socket = gateway.session(alice, "web")) {
                assertThat(stream.frame().getClose().getCode()).isEqualTo(CloseCode.REPLACED.code());
                await().until(stream::hasEnded);

                web.poll("");
                assertThat(socket.closeCode()).isEqualTo(CloseCode.REPLACED.code());
            }
        }
    }

    @Test
    void aPostedBackground_changesTheSessionOfTheDevice() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web")) {
            assertThat(web.post("{\"id\":\"1\",\"background\":{\"on\":true}}"))
                    .extracting(frame -> frame.getRe() + frame.getError().getCode())
                    .containsExactly("1" + ErrorCode.INVALID.name());
            try (FallbackClient.EventStream stream = web.events("")) {
                stream.frame();
                assertThat(gateway.news(alice).getKind()).isEqualTo(SessionChange.Kind.OPENED);

                assertThat(web.post("{\"id\":\"1\",\"background\":{\"on\":true}}"))
                        .isEmpty();
                assertThat(gateway.news(alice).getKind()).isEqualTo(SessionChange.Kind.BACKGROUND);
                assertThat(web.post("{\"id\":\"2\",\"watch\":{\"userIds\":[\"bob\"]}}"))
                        .isEmpty();
                assertThat(stream.frame().getPresence().getUserId()).isEqualTo("bob");
            }
        }
    }

    @Test
    void badRequests_areToldWhy() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web")) {
            Map<String, String> bearer = Map.of("Authorization", "Bearer " + gateway.token(alice));
            assertThat(web.get("/v1/events?deviceId=web", Map.of()).statusCode())
                    .isEqualTo(401);
            assertThat(web.get("/v1/poll?deviceId=web&token=x", Map.of()).body())
                    .contains(ErrorCode.TOKEN_IN_URL.name());
            assertThat(web.get("/v1/poll?deviceId=web&ticket=x", Map.of()).statusCode())
                    .isEqualTo(401);
            assertThat(web.get("/v1/events", bearer).statusCode()).isEqualTo(400);
            assertThat(web.get("/v1/poll?deviceId=web&cursor=x", bearer).body()).contains(ErrorCode.BAD_CURSOR.name());
            assertThat(web.get("/v1/events?deviceId=web&resume=x", bearer).body())
                    .contains(ErrorCode.BAD_CURSOR.name());
            assertThat(web.postRaw("nonsense").statusCode()).isEqualTo(400);
            assertThat(web.postRaw("{\"frames\":[" + "{},".repeat(64) + "{}]}").statusCode())
                    .isEqualTo(400);
            assertThat(web.postRaw("{\"a\":\"" + "x".repeat(300_000) + "\"}").statusCode())
                    .isEqualTo(413);
            for (String origin : List.of("https://evil.example", "null")) {
                assertThat(web.get(
                                        "/v1/poll?deviceId=web",
                                        Map.of("Authorization", "Bearer " + gateway.token(alice), "Origin", origin))
                                .statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void aTicket_opensAStream_once() throws Exception {
        try (FallbackClient web = new FallbackClient(gateway, alice, "web")) {
            String ticket = web.ticket();
            assertThat(web.get("/v1/poll?deviceId=web&ticket=" + ticket, Map.of())
                            .body())
                    .contains("welcome");
            assertThat(web.get("/v1/poll?deviceId=web&ticket=" + ticket, Map.of())
                            .statusCode())
                    .isEqualTo(401);
        }
    }
}
