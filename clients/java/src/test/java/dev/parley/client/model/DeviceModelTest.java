package dev.parley.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Error;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Limits;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import dev.parley.proto.v1.Welcome;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DeviceModelTest {

    private static final String TEAM = "g_team";
    private static final Welcome WELCOME = Welcome.newBuilder()
            .setUserId("alice")
            .setDeviceId("phone")
            .setLimits(Limits.newBuilder().setMaxInFlight(32))
            .build();

    private final RecordedOutput output = new RecordedOutput();
    private final DeviceModel model = new DeviceModel("phone", Map.of(), new SplittableRandom(1), output);

    @Test
    void send_waits_untilWelcome() {
        model.submit(post("a"), 1);
        assertThat(output.takeFrames()).isEmpty();

        model.welcomed(WELCOME, 2);

        assertThat(output.takeSent()).containsExactly("a");
    }

    @Test
    void counts_areToldTheApplication_whetherWelcomeOrAFrameBringsThem() {
        Counts atWelcome = Counts.newBuilder()
                .setConversationId(TEAM)
                .setUnread(3)
                .setOrdinal(9)
                .build();
        Counts later = Counts.newBuilder().setConversationId(TEAM).setOrdinal(9).build();

        model.welcomed(WELCOME.toBuilder().addCounts(atWelcome).build(), 1);
        model.received(Frame.newBuilder().setCounts(later).build(), 2);

        assertThat(output.notices).extracting(Frame::getCounts).containsExactly(atWelcome, later);
    }

    @Test
    void send_goesAgainFirstAndInOrder_afterReconnect() {
        model.welcomed(WELCOME, 1);
        submit("a", "b", "c");
        model.received(ack("b", 1), 2);
        output.takeFrames();

        model.connectionLost(3);
        model.submit(post("d"), 4);
        model.welcomed(WELCOME, 5);

        assertThat(output.takeSent()).containsExactly("a", "c", "d");
    }

    @Test
    void send_isHeldBack_beyond32InFlight() {
        model.welcomed(WELCOME, 1);
        IntStream.range(0, 40).forEach(i -> model.submit(post("m" + i), 2));
        assertThat(output.takeSent()).hasSize(32);

        model.received(ack("m0", 1), 3);

        assertThat(output.takeSent()).containsExactly("m32");
    }

    @Test
    void send_goesAgainInOrder_afterATemporaryRefusal() {
        model.welcomed(WELCOME, 1);
        submit("a", "b", "c");
        List<Frame> sent = output.takeFrames();

        model.received(refused(sent.get(1), ErrorCode.RATE_LIMITED, 300), 10);
        model.received(refused(sent.get(2), ErrorCode.RATE_LIMITED, 300), 10);
        model.submit(post("d"), 11);
        model.wake(200);
        assertThat(output.takeSent()).as("before the time").isEmpty();

        // At most a fifth is added to what the server asked for.
        model.wake(10 + 360);

        assertThat(output.takeSent()).containsExactly("b", "c", "d");
        assertThat(output.refused).isEmpty();
    }

    @Test
    void send_fails_whenRefusedForGood() {
        model.welcomed(WELCOME, 1);
        submit("a", "b");
        List<Frame> sent = output.takeFrames();

        model.received(refused(sent.getFirst(), ErrorCode.NOT_A_MEMBER, 0), 2);

        assertThat(output.refused).containsExactly("a NOT_A_MEMBER");
        assertThat(model.stats().pendingCommands()).isEqualTo(1);
    }

    @Test
    void send_fails_whenAnErrorNamesItsFrame() {
        model.welcomed(WELCOME, 1);
        submit("a");
        Frame sent = output.takeFrames().getFirst();

        model.received(
                Frame.newBuilder()
                        .setRe(sent.getId())
                        .setError(Error.newBuilder().setCode("INVALID"))
                        .build(),
                2);

        assertThat(output.refused).containsExactly("a INVALID");
        assertThat(output.notices).isEmpty();
    }

    @Test
    void send_goesAgain_whenNothingIsHeardOfIt() {
        model.welcomed(WELCOME, 1);
        submit("a", "b");
        output.takeFrames();
        assertThat(model.wakeAtMillis()).isEqualTo(2 + ConversationOutbox.ANSWER_TIMEOUT_MILLIS);

        model.wake(model.wakeAtMillis());

        assertThat(output.takeSent()).containsExactly("a", "b");
        assertThat(model.stats().resends()).isEqualTo(2);
    }

    @Test
    void sends_keepBelowTheServersRate() {
        model.welcomed(WELCOME, 1);
        for (int i = 0; i < 400; i++) {
            model.submit(OutgoingCommand.of("g_" + i, new OutgoingCommand.Post("x", 0)), 1);
        }
        int burst = output.takeSent().size();
        model.wake(1_001);

        assertThat(burst).isLessThanOrEqualTo(200);
        assertThat(output.takeSent().size()).isBetween(40, 50);
    }

    @Test
    void ack_isDeliveredAsOwnEventInItsPlace() {
        model.welcomed(WELCOME, 1);
        submit("mine");
        model.received(ack("mine", 2), 3);
        assertThat(output.delivered).as("seq 1 is lacking").isEmpty();

        model.received(event(1, "bob"), 4);

        assertThat(output.seqs()).containsExactly(1L, 2L);
        Event own = output.delivered.get(1);
        assertThat(own.getSender().getUserId()).isEqualTo("alice");
        assertThat(own.getMessage().getContent().getText().getBody()).isEqualTo("text of mine");
        assertThat(output.acked).containsExactly("mine");
    }

    @Test
    void refusal_ofAnEarlierSending_leavesTheLaterOneToDecide() {
        model.welcomed(WELCOME, 1);
        submit("a");
        Frame first = output.takeFrames().getFirst();
        model.wake(2 + ConversationOutbox.ANSWER_TIMEOUT_MILLIS);
        Frame second = output.takeFrames().getFirst();
        assertThat(second.getId()).isNotEqualTo(first.getId());

        model.received(refused(first, ErrorCode.NOT_A_MEMBER, 0), 6_000);
        assertThat(output.refused).isEmpty();
        model.received(ack("a", 1), 6_001);

        assertThat(output.acked).containsExactly("a");
        assertThat(output.refused).isEmpty();
    }

    @Test
    void refusal_ofTheLastSending_isFinal() {
        model.welcomed(WELCOME, 1);
        submit("a");
        Frame first = output.takeFrames().getFirst();
        model.wake(2 + ConversationOutbox.ANSWER_TIMEOUT_MILLIS);
        Frame second = output.takeFrames().getFirst();

        model.received(refused(first, ErrorCode.NOT_A_MEMBER, 0), 6_000);
        model.received(refused(second, ErrorCode.NOT_A_MEMBER, 0), 6_001);

        assertThat(output.refused).containsExactly("a NOT_A_MEMBER");
    }

    @Test
    void ack_isDroppedAsRepeat_whenItComesTwice() {
        model.welcomed(WELCOME, 1);
        submit("mine");
        model.received(ack("mine", 1), 3);
        model.received(ack("mine", 1), 4);

        assertThat(output.seqs()).containsExactly(1L);
        assertThat(output.acked).containsExactly("mine");
    }

    @Test
    void event_completesTheSend_whenItIsTheOwnOne() {
        model.welcomed(WELCOME, 1);
        submit("mine");
        Event own = event(1, "alice").getEvent().toBuilder()
                .setClientId("mine")
                .setSender(Sender.newBuilder().setUserId("alice").setDeviceId("phone"))
                .build();

        model.received(Frame.newBuilder().setEvent(own).build(), 2);

        assertThat(output.acked).containsExactly("mine");
        assertThat(output.seqs()).containsExactly(1L);
    }

    @Test
    void event_doesNotCompleteTheSend_whenAnotherUserCopiedItsClientId() {
        model.welcomed(WELCOME, 1);
        submit("mine");
        Event copy =
                event(1, "mallory").getEvent().toBuilder().setClientId("mine").build();

        model.received(Frame.newBuilder().setEvent(copy).build(), 2);

        assertThat(output.acked).isEmpty();
    }

    @Test
    void events_beyondAHole_areHeldUntilThePageBringsTheRest() {
        model.welcomed(WELCOME, 1);
        model.received(event(1, "bob"), 2);
        model.received(event(4, "bob"), 3);
        Frame sync = output.takeFrames().getFirst();
        assertThat(sync.getSync().getPositionsMap()).containsExactly(Map.entry(TEAM, 1L));

        model.received(
                page(
                        sync,
                        Page.newBuilder()
                                .addEvents(event(2, "bob").getEvent())
                                .addEvents(event(3, "bob").getEvent())),
                4);

        assertThat(output.seqs()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(output.takeFrames()).isEmpty();
    }

    @Test
    void hole_isAskedForAgain_whenNoPageComes() {
        model.welcomed(WELCOME, 1);
        model.received(event(2, "bob"), 10);
        assertThat(output.takeFrames()).hasSize(1);

        model.wake(10 + SyncPlan.ANSWER_TIMEOUT_MILLIS);

        assertThat(output.takeFrames()).hasSize(1).allMatch(Frame::hasSync);
    }

    @Test
    void hole_isAskedForLater_whenHistoryIsBehind() {
        model.welcomed(WELCOME, 1);
        model.received(event(2, "bob"), 10);
        Frame sync = output.takeFrames().getFirst();

        model.received(page(sync, Page.newBuilder().setMore(true)), 20);
        assertThat(output.takeFrames()).as("not at once").isEmpty();
        model.wake(20 + SyncPlan.MIN_PAUSE_MILLIS);

        assertThat(output.takeFrames()).hasSize(1).allMatch(Frame::hasSync);
    }

    @Test
    void sync_isAskedForAgain_whenItFails() {
        model.welcomed(WELCOME, 1);
        model.received(event(2, "bob"), 10);
        Frame sync = output.takeFrames().getFirst();

        model.received(
                Frame.newBuilder()
                        .setRe(sync.getId())
                        .setError(Error.newBuilder().setCode("UNAVAILABLE"))
                        .build(),
                20);
        model.wake(20 + SyncPlan.MIN_PAUSE_MILLIS);

        assertThat(output.takeFrames()).hasSize(1).allMatch(Frame::hasSync);
        assertThat(output.notices).isEmpty();
    }

    @Test
    void gap_isToldAndMovesThePosition() {
        model.welcomed(WELCOME, 1);
        model.received(
                Frame.newBuilder()
                        .setGap(Gap.newBuilder()
                                .setConversationId(TEAM)
                                .setFrom(1)
                                .setTo(7))
                        .build(),
                2);
        model.received(event(8, "bob"), 3);

        assertThat(output.gaps).containsExactly(TEAM + " 1-7");
        assertThat(output.seqs()).containsExactly(8L);
        assertThat(output.takeFrames()).isEmpty();
    }

    @Test
    void skip_movesThePosition_andIsToldApartFromAGap() {
        model.welcomed(WELCOME.toBuilder().putHeads(TEAM, 9).build(), 1);
        Frame ask = output.takeFrames().getFirst();

        model.received(
                page(
                        ask,
                        Page.newBuilder()
                                .addGaps(Gap.newBuilder()
                                        .setConversationId(TEAM)
                                        .setFrom(1)
                                        .setTo(3))
                                .addGaps(Gap.newBuilder()
                                        .setConversationId(TEAM)
                                        .setFrom(4)
                                        .setTo(8)
                                        .setInHistory(true))
                                .addEvents(event(9, "bob").getEvent())),
                2);

        assertThat(output.gaps).containsExactly(TEAM + " 1-3");
        assertThat(output.skipped).containsExactly(TEAM + " 4-8");
        assertThat(output.seqs()).containsExactly(9L);
        assertThat(model.isSettled()).isTrue();
    }

    @Test
    void nextPage_isAskedFor_onlyWhenTheApplicationTookTheLast() {
        model.welcomed(WELCOME.toBuilder().putHeads(TEAM, 9).build(), 1);
        Frame first = output.takeFrames().getFirst();
        output.takesPage = false;
        model.received(page(first, Page.newBuilder().addEvents(event(1, "bob").getEvent())), 2);
        model.wake(60_000);
        assertThat(output.takeFrames()).isEmpty();

        output.takesPage = true;
        model.wake(60_001);

        assertThat(output.takeFrames())
                .singleElement()
                .satisfies(ask -> assertThat(ask.getSync().getPositionsMap()).containsEntry(TEAM, 1L));
    }

    @Test
    void sync_asksForNoMoreConversations_thanFillAPage() {
        Welcome.Builder welcome = WELCOME.toBuilder();
        for (int i = 0; i < 100; i++) {
            welcome.putHeads("g_%02d".formatted(i), 200);
        }

        model.welcomed(welcome.build(), 1);

        assertThat(output.takeFrames())
                .singleElement()
                .satisfies(ask -> assertThat(ask.getSync().getPositionsMap()).hasSize(3));
    }

    @Test
    void whatIsHeldBeyondHoles_isBoundedInBytes_overAllConversations() {
        model.welcomed(WELCOME, 1);
        String text = "x".repeat(10_000);
        for (int conversation = 0; conversation < 50; conversation++) {
            for (long seq = 2; seq <= 11; seq++) {
                Event.Builder event = event(seq, "bob").getEvent().toBuilder().setConversationId("g_" + conversation);
                event.getMessageBuilder().getContentBuilder().getTextBuilder().setBody(text);
                model.received(Frame.newBuilder().setEvent(event).build(), 2);
            }
        }
        for (int conversation = 0; conversation < 50; conversation++) {
            Event.Builder first = event(1, "bob").getEvent().toBuilder().setConversationId("g_" + conversation);
            model.received(Frame.newBuilder().setEvent(first).build(), 3);
        }

        long held =
                output.delivered.stream().filter(event -> event.getSeq() > 1).count();
        assertThat(held * 10_000).isBetween(900_000L, HeldBytes.MAX);
        assertThat(model.isSettled()).as("the rest is still known to lack").isFalse();
    }

    @Test
    void heads_abovePosition_areFetched_tailIncluded() {
        model.welcomed(WELCOME.toBuilder().putHeads(TEAM, 2).build(), 1);
        Frame first = output.takeFrames().getFirst();
        model.received(
                page(
                        first,
                        Page.newBuilder()
                                .setMore(true)
                                .addEvents(event(1, "bob").getEvent())),
                2);
        Frame second = output.takeFrames().getFirst();
        assertThat(second.getSync().getPositionsMap()).containsEntry(TEAM, 1L);

        model.received(page(second, Page.newBuilder().addEvents(event(2, "bob").getEvent())), 3);

        assertThat(output.seqs()).containsExactly(1L, 2L);
        assertThat(model.isSettled()).isTrue();
    }

    @Test
    void unsolicitedHeads_areFetched() {
        model.welcomed(WELCOME, 1);
        model.received(
                Frame.newBuilder().setPage(Page.newBuilder().putHeads(TEAM, 5)).build(), 2);

        assertThat(output.takeFrames()).hasSize(1).allMatch(Frame::hasSync);
    }

    @Test
    void headsMore_startsFromTheBeginning_whenHistoryCouldNotBeAsked() {
        model.welcomed(WELCOME.toBuilder().setHeadsMore(true).build(), 1);
        Frame ask = output.takeFrames().getFirst();
        assertThat(ask.getSync().hasHeadsAfter()).isTrue();
        assertThat(ask.getSync().getHeadsAfter()).isEmpty();

        model.received(
                page(ask, Page.newBuilder().setHeadsMore(true).putHeads("a", 0).putHeads("b", 0)), 2);
        Frame next = output.takeFrames().getFirst();
        assertThat(next.getSync().getHeadsAfter()).isEqualTo("b");

        model.received(page(next, Page.newBuilder()), 3);
        assertThat(output.takeFrames()).isEmpty();
    }

    @Test
    void newEpoch_startsAfresh() {
        model.welcomed(WELCOME, 1);
        model.received(event(1, "bob"), 2);
        model.connectionLost(3);

        model.welcomed(WELCOME.toBuilder().putEpochs(TEAM, 1).putHeads(TEAM, 1).build(), 4);
        Frame sync = output.takeFrames().getFirst();
        assertThat(sync.getSync().getPositionsMap()).containsEntry(TEAM, 0L);
        model.received(page(sync, Page.newBuilder().addEvents(event(1, "bob").getEvent())), 5);

        assertThat(output.restarted).containsExactly(TEAM + " 1");
        assertThat(output.seqs()).containsExactly(1L, 1L);
    }

    @Test
    void marks_areCoalesced() {
        model.welcomed(WELCOME, 1);
        model.handled(TEAM, 1, 2);
        model.handled(TEAM, 2, 3);
        model.handled(TEAM, 3, 4);
        assertThat(output.takeFrames()).hasSize(1);

        model.wake(2 + Marks.PAUSE_MILLIS);

        assertThat(output.takeFrames())
                .singleElement()
                .satisfies(frame -> assertThat(frame.getReceived().getSeq()).isEqualTo(3));
    }

    @Test
    void storedPositions_areSaidInHelloAndNotDeliveredAgain() {
        DeviceModel resumed =
                new DeviceModel("phone", Map.of(TEAM, new Position(3, 0)), new SplittableRandom(1), output);
        assertThat(resumed.helloPositions()).containsExactly(Map.entry(TEAM, 3L));

        resumed.welcomed(WELCOME, 1);
        resumed.received(event(3, "bob"), 2);
        resumed.received(event(4, "bob"), 2);

        assertThat(output.seqs()).containsExactly(4L);
    }

    private void submit(String... clientIds) {
        for (String clientId : clientIds) {
            model.submit(post(clientId), 2);
        }
    }

    private static OutgoingCommand post(String clientId) {
        return new OutgoingCommand(clientId, TEAM, new OutgoingCommand.Post("text of " + clientId, 0));
    }

    private static Frame ack(String clientId, long seq) {
        return Frame.newBuilder()
                .setAck(Ack.newBuilder()
                        .setClientId(clientId)
                        .setConversationId(TEAM)
                        .setSeq(seq))
                .build();
    }

    private static Frame refused(Frame sent, ErrorCode code, int retryAfterMillis) {
        return Frame.newBuilder()
                .setRe(sent.getId())
                .setRefused(Refused.newBuilder()
                        .setClientId(sent.getSend().getClientId())
                        .setCode(code.name())
                        .setRetryAfterMillis(retryAfterMillis))
                .build();
    }

    private static Frame event(long seq, String sender) {
        return Frame.newBuilder()
                .setEvent(Event.newBuilder()
                        .setConversationId(TEAM)
                        .setSeq(seq)
                        .setSender(Sender.newBuilder().setUserId(sender).setDeviceId("phone"))
                        .setMessage(Message.newBuilder()
                                .setContent(Content.newBuilder()
                                        .setText(Text.newBuilder().setBody("text " + seq)))))
                .build();
    }

    private static Frame page(Frame ask, Page.Builder page) {
        return Frame.newBuilder().setRe(ask.getId()).setPage(page).build();
    }
}
