package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.RecentChange;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Broadcast;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.CountsAnswer;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Displaced;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Receipt;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import dev.parley.proto.v1.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
final class SessionIT {

    private static TestGateway gateway;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String conversation = "d_" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.shared();
    }

    @AfterEach
    void historyIsBack() {
        gateway.historyUp = true;
        gateway.heads = query -> Page.getDefaultInstance();
        gateway.counts = ids -> CountsAnswer.getDefaultInstance();
        gateway.syncs = sync -> Page.getDefaultInstance();
    }

    private String send(String id, String clientId, String body) {
        return "{\"id\":\"" + id + "\",\"send\":{\"conversationId\":\"" + conversation + "\",\"clientId\":\"" + clientId
                + "\",\"content\":{\"text\":{\"body\":\"" + body + "\"}}}}";
    }

    private Event eventOf(Command command, long seq) {
        return Event.newBuilder()
                .setConversationId(command.getConversationId())
                .setSeq(seq)
                .setOrdinal(seq)
                .setMessageId(7_268_000_000_000_000_000L + seq)
                .setSender(Sender.newBuilder().setUserId(command.getUserId()).setDeviceId(command.getDeviceId()))
                .setClientId(command.getClientId())
                .setMessage(Message.newBuilder().setContent(command.getPost().getContent()))
                .build();
    }

    private static Delivery delivery(Event event, Origin origin, String... users) {
        return Delivery.newBuilder()
                .setEvent(EventDelivery.newBuilder()
                        .addAllUserIds(List.of(users))
                        .setEvent(event)
                        .setOrigin(origin))
                .build();
    }

    @Test
    void aSend_goesToTheLog_andComesBackAsAckToItsSession_andAsEventToAllOthers() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone");
                RawSocket laptop = gateway.session(alice, "laptop");
                RawSocket other = gateway.session(bob, "phone")) {
            phone.send(send("2", "c-1", "hi"));

            Command command = gateway.command();
            assertThat(command.getUserId()).isEqualTo(alice);
            assertThat(command.getDeviceId()).isEqualTo("phone");
            assertThat(command.getClientId()).isEqualTo("c-1");
            assertThat(command.getPost().getContent())
                    .isEqualTo(Content.newBuilder()
                            .setText(Text.newBuilder().setBody("hi"))
                            .build());
            assertThat(command.getOrigin().getAddress()).isEqualTo(TestGateway.ID);

            gateway.publish(delivery(eventOf(command, 16), command.getOrigin(), alice, bob));

            Frame ack = phone.frame();
            assertThat(ack.getRe()).isEqualTo("2");
            assertThat(ack.getAck().getSeq()).isEqualTo(16);
            assertThat(ack.getAck().getClientId()).isEqualTo("c-1");
            assertThat(ack.getAck().getDuplicate()).isFalse();
            assertThat(laptop.frame().getEvent().getSeq()).isEqualTo(16);
            assertThat(other.frame()
                            .getEvent()
                            .getMessage()
                            .getContent()
                            .getText()
                            .getBody())
                    .isEqualTo("hi");
        }
    }

    @Test
    void anAck_comesAlsoWhenItsUserIsNotInTheAudienceHere() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send(send("2", "c-1", "hi"));
            Command command = gateway.command();

            gateway.publish(delivery(eventOf(command, 3), command.getOrigin(), bob));

            assertThat(phone.frame().getAck().getSeq()).isEqualTo(3);
        }
    }

    @Test
    void aNewerSessionOfTheSameDevice_isNotTheOrigin_itGetsTheEvent() throws Exception {
        try (RawSocket old = gateway.session(alice, "phone")) {
            old.send(send("2", "c-1", "hi"));
            Command command = gateway.command();
            try (RawSocket fresh = gateway.session(alice, "phone")) {
                assertThat(old.closeCode()).isEqualTo(4509);
                gateway.publish(delivery(eventOf(command, 3), command.getOrigin(), alice, bob));
                assertThat(fresh.frame().getEvent().getClientId()).isEqualTo("c-1");

                fresh.send(send("9", "c-1", "hi"));
                Command again = gateway.command();
                gateway.publish(Delivery.newBuilder()
                        .setOutcome(Outcome.newBuilder()
                                .setOrigin(again.getOrigin())
                                .setClientId("c-1")
                                .setDuplicate(Ack.newBuilder()
                                        .setConversationId(conversation)
                                        .setClientId("c-1")
                                        .setSeq(3)
                                        .setDuplicate(true)))
                        .build());
                Frame duplicate = fresh.frame();
                assertThat(duplicate.getRe()).isEqualTo("9");
                assertThat(duplicate.getAck().getDuplicate()).isTrue();
                assertThat(duplicate.getAck().getSeq()).isEqualTo(3);
            }
        }
    }

    @Test
    void aRefusal_comesBackWithItsNameAndRe() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send(send("2", "c-1", "hi"));
            Command command = gateway.command();

            gateway.publish(Delivery.newBuilder()
                    .setOutcome(Outcome.newBuilder()
                            .setOrigin(command.getOrigin())
                            .setClientId("c-1")
                            .setRefused(
                                    Refused.newBuilder().setCode("NOT_A_MEMBER").setMessage("no member")))
                    .build());

            Frame refused = phone.frame();
            assertThat(refused.getRe()).isEqualTo("2");
            assertThat(refused.getRefused().getCode()).isEqualTo("NOT_A_MEMBER");
            assertThat(refused.getRefused().getClientId()).isEqualTo("c-1");
        }
    }

    @Test
    void the33rdUnackedCommand_waits_isRefused_andSoAreAllBehindItUntilTheTimeTold() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            for (int i = 0; i < 34; i++) {
                phone.send(send("r" + i, "c-" + i, "x"));
            }
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                commands.add(gateway.command());
            }
            assertThat(commands)
                    .extracting(Command::getClientId)
                    .startsWith("c-0", "c-1", "c-2")
                    .endsWith("c-31");
            assertThat(phone.isQuiet(Duration.ofMillis(1_500)))
                    .as("first it stops reading")
                    .isTrue();

            Frame first = phone.frame();
            Frame second = phone.frame();
            assertThat(first.getRe()).isEqualTo("r32");
            assertThat(first.getRefused().getCode()).isEqualTo("TOO_MANY_IN_FLIGHT");
            assertThat(first.getRefused().getRetryAfterMillis()).isPositive();
            assertThat(second.getRe()).isEqualTo("r33");

            // A re-send passes a full window, and an ack frees a slot.
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                phone.send(send("again", "c-0", "x"));
                assertThat(gateway.command(Duration.ofMillis(500)).getClientId())
                        .isEqualTo("c-0");
            });
            gateway.publish(
                    delivery(eventOf(commands.get(0), 1), commands.get(0).getOrigin(), alice));
            phone.send(send("r32", "c-32", "x"));
            assertThat(gateway.command().getClientId()).isEqualTo("c-32");
        }
    }

    @Test
    void anAckDuringTheWait_letsTheWaitingCommandGo() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            for (int i = 0; i < 33; i++) {
                phone.send(send("r" + i, "c-" + i, "x"));
            }
            Command first = gateway.command();
            gateway.publish(delivery(eventOf(first, 1), first.getOrigin(), alice));
            assertThat(phone.frame().getAck().getSeq()).isEqualTo(1);
            String last = first.getClientId();
            for (int i = 0; i < 32; i++) {
                last = gateway.command().getClientId();
            }
            assertThat(last).isEqualTo("c-32");
        }
    }

    @Test
    void welcome_namesEveryHeadAboveThePositions_theGreaterOfHistoryAndRedis() throws Exception {
        gateway.heads = query -> Page.newBuilder()
                .putHeads(conversation, 12)
                .putHeads("d_known", 5)
                .putHeads("d_zero", 3)
                .putEpochs("d_zero", 2)
                .build();
        gateway.headStore()
                .raise(Map.of(conversation, 15L))
                .toCompletableFuture()
                .join();
        gateway.headStore()
                .note(List.of(alice), "g_new" + conversation, RecentChange.joined(1))
                .toCompletableFuture()
                .join();
        try (RawSocket phone = gateway.open()) {
            phone.send("{\"id\":\"1\",\"hello\":{\"token\":\"" + gateway.token(alice)
                    + "\",\"deviceId\":\"phone\",\"positions\":{\"d_known\":\"5\"}}}");

            Frame welcome = phone.frame();
            assertThat(welcome.getRe()).isEqualTo("1");
            assertThat(welcome.getWelcome().getHeadsMap())
                    .containsOnly(
                            Map.entry(conversation, 15L),
                            Map.entry("d_zero", 3L),
                            Map.entry("g_new" + conversation, 1L));
            assertThat(welcome.getWelcome().getEpochsMap()).containsEntry("d_zero", 2L);
            assertThat(welcome.getWelcome().getHeadsMore()).isFalse();
            assertThat(welcome.getWelcome().getHeartbeatMillis()).isEqualTo(25_000);
            assertThat(welcome.getWelcome().getLimits().getMaxFrameBytes()).isEqualTo(65_536);
            assertThat(welcome.getWelcome().getLimits().getMaxInFlight()).isEqualTo(32);
        }
    }

    @Test
    void welcome_countsWhatIsUnread_whereHeadsAreAboveThePositions() throws Exception {
        gateway.heads = query -> Page.newBuilder()
                .putHeads(conversation, 12)
                .putHeads("d_known", 5)
                .build();
        gateway.counts = ids -> {
            CountsAnswer.Builder answer = CountsAnswer.newBuilder();
            ids.getPositionsMap()
                    .keySet()
                    .forEach(id -> answer.addCounts(Counts.newBuilder()
                            .setConversationId(id)
                            .setUnread(7)
                            .setOrdinal(9)));
            return answer.build();
        };
        try (RawSocket phone = gateway.open()) {
            phone.send("{\"id\":\"1\",\"hello\":{\"token\":\"" + gateway.token(alice)
                    + "\",\"deviceId\":\"phone\",\"positions\":{\"d_known\":\"5\"}}}");

            assertThat(phone.frame().getWelcome().getCountsList())
                    .containsExactly(Counts.newBuilder()
                            .setConversationId(conversation)
                            .setUnread(7)
                            .setOrdinal(9)
                            .build());
        }
    }

    @Test
    void welcome_comesWithoutCounts_whenHistoryDoesNotTellThem() throws Exception {
        gateway.heads = query -> Page.newBuilder().putHeads(conversation, 12).build();
        gateway.counts = ids -> {
            throw new IllegalStateException("no counts today");
        };
        try (RawSocket phone = gateway.open()) {
            phone.send("{\"id\":\"1\",\"hello\":{\"token\":\"" + gateway.token(alice) + "\",\"deviceId\":\"phone\"}}");

            Welcome welcome = phone.frame().getWelcome();
            assertThat(welcome.getHeadsMap()).containsEntry(conversation, 12L);
            assertThat(welcome.getCountsList()).isEmpty();
        }
    }

    @Test
    void welcome_namesTheLastSeqOfAnEndedMembership_whateverTheConversationsHeadIs() throws Exception {
        String justNow = "g_now" + conversation;
        gateway.heads = query -> Page.newBuilder()
                .putHeads(conversation, 6)
                .addGaps(Gap.newBuilder()
                        .setConversationId(conversation)
                        .setFrom(7)
                        .setTo(Long.MAX_VALUE))
                .putHeads(justNow, 5)
                .build();
        gateway.headStore()
                .note(List.of(alice), justNow, RecentChange.left(8))
                .toCompletableFuture()
                .join();
        gateway.headStore()
                .raise(Map.of(conversation, 15L, justNow, 11L))
                .toCompletableFuture()
                .join();
        try (RawSocket phone = gateway.open()) {
            phone.send("{\"hello\":{\"token\":\"" + gateway.token(alice) + "\",\"deviceId\":\"phone\"}}");

            assertThat(phone.frame().getWelcome().getHeadsMap())
                    .containsOnly(Map.entry(conversation, 6L), Map.entry(justNow, 8L));
        }
    }

    @Test
    void withoutHistory_welcomeSaysThereIsMore_andSyncIsUnavailable() throws Exception {
        gateway.historyUp = false;
        try (RawSocket phone = gateway.open()) {
            phone.send("{\"hello\":{\"token\":\"" + gateway.token(alice) + "\",\"deviceId\":\"phone\"}}");
            assertThat(phone.frame().getWelcome().getHeadsMore()).isTrue();

            phone.send("{\"id\":\"4\",\"sync\":{\"headsAfter\":\"\"}}");
            Frame error = phone.frame();
            assertThat(error.getRe()).isEqualTo("4");
            assertThat(error.getError().getCode()).isEqualTo("UNAVAILABLE");

            gateway.historyUp = true;
            gateway.heads = query -> Page.newBuilder().putHeads(conversation, 2).build();
            phone.send("{\"id\":\"5\",\"sync\":{\"headsAfter\":\"\"}}");
            assertThat(phone.frame().getPage().getHeadsMap()).containsEntry(conversation, 2L);
        }
    }

    @Test
    void sync_isAnsweredByHistory_withItsLimit() throws Exception {
        gateway.syncs = sync -> Page.newBuilder()
                .addEvents(Event.newBuilder().setConversationId(conversation).setSeq(sync.getLimit()))
                .setMore(true)
                .build();
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send("{\"id\":\"4\",\"sync\":{\"positions\":{\"" + conversation + "\":\"1\"}}}");
            phone.send("{\"id\":\"5\",\"sync\":{\"positions\":{\"" + conversation + "\":\"1\"},\"limit\":9999}}");

            Frame page = phone.frame();
            assertThat(page.getRe()).isEqualTo("4");
            assertThat(page.getPage().getEvents(0).getSeq()).isEqualTo(200);
            assertThat(page.getPage().getMore()).isTrue();
            assertThat(phone.frame().getPage().getEvents(0).getSeq()).isEqualTo(500);
        }
    }

    @Test
    void aHoleInABusNumbering_tellsEverySessionItsHeads_unasked() throws Exception {
        gateway.heads = query -> query.contains(alice)
                ? Page.newBuilder().putHeads(conversation, 9).build()
                : Page.getDefaultInstance();
        try (RawSocket phone = gateway.session(alice, "phone")) {
            String publisher = "p" + UUID.randomUUID();
            Delivery nothing = Delivery.newBuilder()
                    .setEvent(EventDelivery.newBuilder().addUserIds("nobody"))
                    .build();
            gateway.publishRaw(BusFrame.newBuilder()
                    .setPublisher(publisher)
                    .setNumber(1)
                    .addDeliveries(nothing)
                    .build());
            gateway.publishRaw(BusFrame.newBuilder()
                    .setPublisher(publisher)
                    .setNumber(3)
                    .addDeliveries(nothing)
                    .build());

            Frame page = phone.frame();
            assertThat(page.getRe()).isEmpty();
            assertThat(page.getPage().getHeadsMap()).containsEntry(conversation, 9L);
            assertThat(phone.frame().getPage().getHeadsMap())
                    .as("again, since history may lag")
                    .containsEntry(conversation, 9L);
        }
    }

    @Test
    void aDisplacedHint_closesThatSession_andNoOther() throws Exception {
        try (RawSocket phone = gateway.open();
                RawSocket laptop = gateway.session(alice, "laptop")) {
            phone.send("{\"hello\":{\"token\":\"" + gateway.token(alice) + "\",\"deviceId\":\"phone\"}}");
            String sessionId = phone.frame().getWelcome().getSessionId();
            gateway.publish(displaced("phone", "another", 4509));
            gateway.publish(displaced("phone", sessionId, 4503));

            assertThat(phone.closeCode()).isEqualTo(4503);
            assertThat(laptop.isQuiet(Duration.ofMillis(300))).isTrue();
        }
    }

    private Delivery displaced(String device, String sessionId, int code) {
        return Delivery.newBuilder()
                .setDisplaced(Displaced.newBuilder()
                        .setUserId(alice)
                        .setDeviceId(device)
                        .setSessionId(sessionId)
                        .setCloseCode(code))
                .build();
    }

    @Test
    void aBroadcast_goesToAllSessionsOfItsUsers() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone");
                RawSocket other = gateway.session(bob, "phone")) {
            Frame receipt = Frame.newBuilder()
                    .setReceipt(Receipt.newBuilder()
                            .setConversationId(conversation)
                            .setUserId(bob)
                            .setReadSeq(3))
                    .build();
            gateway.publish(Delivery.newBuilder()
                    .setBroadcast(Broadcast.newBuilder()
                            .addUserIds(alice)
                            .addUserIds(bob)
                            .setFrame(receipt))
                    .build());

            assertThat(phone.frame()).isEqualTo(receipt);
            assertThat(other.frame()).isEqualTo(receipt);
        }
    }

    @Test
    void marksAndTyping_reachTheLog_theLargestMarkWins() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send("{\"received\":{\"conversationId\":\"" + conversation + "\",\"seq\":\"7\"}}");
            phone.send("{\"received\":{\"conversationId\":\"" + conversation + "\",\"seq\":\"5\"}}");
            phone.send("{\"read\":{\"conversationId\":\"" + conversation + "\",\"seq\":\"6\"}}");
            phone.send("{\"typing\":{\"conversationId\":\"" + conversation + "\"}}");

            // One record as a rule, two if the tick that sends them falls between the frames.
            Activity first = gateway.activity();
            Activity last = first.getReadSeq() == 6 && first.getTyping() ? first : gateway.activity();
            assertThat(last.getUserId()).isEqualTo(alice);
            assertThat(first.getDeliveredSeq()).isEqualTo(7);
            assertThat(Math.max(first.getReadSeq(), last.getReadSeq())).isEqualTo(6);
            assertThat(last.getTyping()).isTrue();
        }
    }

    @Test
    void watch_isAnsweredAtOnce_everybodyOffline() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send("{\"id\":\"5\",\"watch\":{\"userIds\":[\"" + bob + "\"]}}");
            assertThat(phone.frame().getPresence().getStatus()).isEqualTo("offline");
        }
    }

    @Test
    void aSession_isInTheDirectory_whileItsSocketIsOpen() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send("{\"background\":{\"on\":true}}");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(gateway.directory()
                                    .lookup(List.of(alice))
                                    .toCompletableFuture()
                                    .join()
                                    .get(alice))
                            .singleElement()
                            .satisfies(entry -> {
                                assertThat(entry.gatewayId()).isEqualTo(TestGateway.ID);
                                assertThat(entry.background()).isTrue();
                            }));
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(gateway.directory()
                                .lookup(List.of(alice))
                                .toCompletableFuture()
                                .join())
                        .isEmpty());
    }

    @Test
    void aClientThatDoesNotRead_isClosedWith4002_andLosesNothingBeforeIt() throws Exception {
        try (RawSocket slow = new RawSocket(gateway.port(), "/v1/connect", Map.of())) {
            slow.send("{\"hello\":{\"token\":\"" + gateway.token(bob) + "\",\"deviceId\":\"slow\"}}");
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> gateway.directory()
                            .lookup(List.of(bob))
                            .toCompletableFuture()
                            .join()
                            .containsKey(bob));
            String text = "x".repeat(30_000);
            for (long seq = 1; seq <= 600; seq++) {
                Event event = Event.newBuilder()
                        .setConversationId(conversation)
                        .setSeq(seq)
                        .setMessage(Message.newBuilder()
                                .setContent(Content.newBuilder()
                                        .setText(Text.newBuilder().setBody(text))))
                        .build();
                gateway.publish(delivery(event, Origin.getDefaultInstance(), bob));
            }
            slow.reading();

            long expected = 0;
            while (true) {
                RawSocket.Message message = slow.next(Duration.ofSeconds(10));
                assertThat(message).isNotNull();
                if (message.opcode() == RawSocket.CLOSE) {
                    break;
                }
                Frame frame = RawSocket.decode(message);
                if (frame.hasEvent()) {
                    assertThat(frame.getEvent().getSeq()).isEqualTo(++expected);
                }
            }
            assertThat(expected).isBetween(1L, 599L);
        }
    }

    @Test
    void overTheRate_commandsWait_thenAreRefusedWithATime_inOrder() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            int sent = 380;
            // Each in a conversation of its own, so that no window is full.
            phone.send(IntStream.range(0, sent)
                    .mapToObj(i -> send("r" + i, "c-" + i, "x").replace(conversation, conversation + "." + i))
                    .toList());
            int accepted = 0;
            int refused = 0;
            while (accepted + refused < sent) {
                RawSocket.Message message = phone.next(Duration.ofMillis(200));
                if (message == null) {
                    accepted = drainCommands(accepted);
                    continue;
                }
                Refused refusal = RawSocket.decode(message).getRefused();
                assertThat(refusal.getCode()).isEqualTo("RATE_LIMITED");
                assertThat(refusal.getRetryAfterMillis()).isPositive();
                refused++;
            }
            assertThat(accepted).isBetween(290, 320);
        }
    }

    private static int drainCommands(int accepted) throws InterruptedException {
        int count = accepted;
        try {
            while (true) {
                gateway.command(Duration.ofMillis(100));
                count++;
            }
        } catch (AssertionError nothingMore) {
            return count;
        }
    }

    @Test
    void tenSecondsOfFlood_closeWith4029() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            String typing = "{\"typing\":{\"conversationId\":\"" + conversation + "\"}}";
            long start = System.nanoTime();
            long deadline = start + Duration.ofSeconds(30).toNanos();
            RawSocket.Message message = null;
            while (message == null && System.nanoTime() - deadline < 0) {
                for (int i = 0; i < 20; i++) {
                    phone.send(typing);
                }
                message = phone.next(Duration.ofMillis(20));
            }
            assertThat(message).isNotNull();
            assertThat(message.opcode()).isEqualTo(RawSocket.CLOSE);
            assertThat(message.payload()).startsWith((byte) (4029 >> 8), (byte) (4029 & 0xff));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(10));
        }
    }
}
