package dev.parley.chaos.check;

import static dev.parley.chaos.check.Runs.ALICE;
import static dev.parley.chaos.check.Runs.ALICE_TAB;
import static dev.parley.chaos.check.Runs.BOB;
import static dev.parley.chaos.check.Runs.CONVERSATION;
import static dev.parley.chaos.check.Runs.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Offline;
import dev.parley.chaos.check.Told.Online;
import dev.parley.chaos.check.Told.Refused;
import dev.parley.chaos.check.Told.Sent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The checker is only worth what it catches: a good run passes, and one damage per invariant is found.
class CheckerTest {

    private final Runs.Draft run = Runs.good();

    @Test
    void goodRun_passes() {
        assertThat(run.check()).isEmpty();
    }

    @Test
    void i1_ackedMessageThatHistoryLacks_isLoss() {
        run.rows.removeLast();
        run.told.removeIf(
                told -> told instanceof Applied applied && applied.entry().seq() == Runs.MESSAGES + 1);

        assertThat(run.broken()).containsExactly(Invariant.NO_LOSS);
    }

    @Test
    void i2_commandWithTwoRows_isDoubled() {
        Entry last = run.rows.getLast();
        Entry twin = new Entry(CONVERSATION, last.seq() + 1, 9_999, last.sender(), last.clientId(), last.body());
        run.rows.add(twin);
        run.everywhere(twin, seconds(50));

        assertThat(run.broken()).containsExactly(Invariant.ONCE);
    }

    @Test
    void i3_holeInHistory_isCaught() {
        run.rows.remove(10);

        assertThat(run.broken()).contains(Invariant.DENSE);
    }

    @Test
    void i3_seqThatShowsAnotherTextAtOneDevice_isCaught() {
        int at = run.applied(BOB, 7);
        Applied applied = (Applied) run.told.get(at);
        Entry entry = applied.entry();
        Entry other = new Entry(
                entry.conversationId(), entry.seq(), entry.messageId(), entry.sender(), entry.clientId(), "other");
        run.told.set(at, new Applied(BOB, other, applied.nanos()));

        assertThat(run.broken()).containsExactly(Invariant.DENSE);
    }

    @Test
    void i4_deviceThatAppliesTwoEventsInTheOtherOrder_isCaught() {
        Collections.swap(run.told, run.applied(ALICE_TAB, 9), run.applied(ALICE_TAB, 10));

        assertThat(run.broken()).containsExactly(Invariant.ONE_ORDER);
    }

    @Test
    void i4_deviceThatAppliesAnEventTwice_isCaught() {
        int at = run.applied(BOB, 12);
        run.told.add(at + 1, run.told.get(at));

        assertThat(run.broken()).containsExactly(Invariant.ONE_ORDER);
    }

    @Test
    void i5_twoMessagesOfOneDeviceStoredAgainstTheirOrder_areCaught() {
        // Both in the air at once, so that real time says nothing: only the sender's order does.
        int first = run.indexOf(Sent.class, 10);
        int second = run.indexOf(Sent.class, 12);
        Sent one = (Sent) run.told.get(first);
        Sent other = (Sent) run.told.get(second);
        run.told.set(first, new Sent(other.command(), other.body(), one.nanos()));
        run.told.set(second, new Sent(one.command(), one.body(), one.nanos()));

        assertThat(run.broken()).containsExactly(Invariant.SENDER_FIFO);
    }

    @Test
    void i6_messageSentAfterAnAckButStoredBeforeIt_isCaught() {
        int at = run.indexOf(Sent.class, 5);
        Sent sent = (Sent) run.told.get(at);
        run.told.set(at, new Sent(sent.command(), sent.body(), seconds(7.5)));

        assertThat(run.broken()).containsExactly(Invariant.REAL_TIME);
    }

    @Test
    void i7_lastMessageNeverDeliveredToAnOnlineDevice_isCaught() {
        run.told.remove(run.applied(ALICE_TAB, Runs.MESSAGES + 1));

        assertThat(run.broken()).containsExactly(Invariant.DELIVERY);
    }

    @Test
    void i7_deliveryMoreThanTenSecondsAfterTheFault_isCaught() {
        delayFrom(BOB, 22, seconds(36));

        assertThat(run.broken()).containsExactly(Invariant.DELIVERY);
    }

    @Test
    void i7_deliveryWithinTenSecondsOfTheFaultsEnd_passes() {
        delayFrom(BOB, 22, seconds(34));

        assertThat(run.broken()).isEmpty();
    }

    @Test
    void i7_deviceThatIsAway_mayLackTheTail_butNotOnceItIsBack() {
        run.told.removeIf(told -> told instanceof Applied applied
                && applied.device().equals(BOB)
                && applied.entry().seq() > 30);
        run.told.add(new Offline(BOB, seconds(30.5)));
        assertThat(run.broken()).isEmpty();

        run.told.add(new Online(BOB, seconds(40)));
        assertThat(run.broken()).containsExactly(Invariant.DELIVERY);
    }

    @Test
    void i8_rowThatNobodySent_isAGhost() {
        Entry ghost = new Entry(CONVERSATION, run.rows.size() + 1, 9_999, ALICE, "never-sent", "boo");
        run.rows.add(ghost);
        run.everywhere(ghost, seconds(50));

        assertThat(run.broken()).containsExactly(Invariant.NO_GHOST);
    }

    @Test
    void i8_rowOfAFinallyRefusedCommand_isAGhost() {
        int at = run.indexOf(Acked.class, 3);
        Acked acked = (Acked) run.told.get(at);
        run.told.set(at, new Refused(acked.command(), "NOT_ALLOWED", acked.nanos()));

        assertThat(run.broken()).containsExactly(Invariant.NO_GHOST);
    }

    @Test
    void i9_messageOfANonMember_isCaught() {
        Device mallory = new Device("mallory", "phone");
        Entry row = new Entry(CONVERSATION, run.rows.size() + 1, 9_999, mallory, "c99", "let me in");
        run.told.add(new Sent(row.command(), row.body(), seconds(50)));
        run.told.add(new Acked(row.command(), row.seq(), row.messageId(), seconds(50.1)));
        run.rows.add(row);
        run.everywhere(row, seconds(50.2));

        assertThat(run.broken()).containsExactly(Invariant.AUTHORITY);
    }

    @Test
    void i9_nonMemberWhoIsToldOfAnEvent_isCaught() {
        Device mallory = new Device("mallory", "phone");
        run.told.add(new Applied(mallory, run.rows.getFirst(), seconds(50)));

        assertThat(run.broken()).containsExactly(Invariant.AUTHORITY);
    }

    @Test
    void i10_ackWithAnotherSeqThanHistory_isCaught() {
        int at = run.indexOf(Acked.class, 0);
        Acked acked = (Acked) run.told.get(at);
        run.told.set(at, new Acked(acked.command(), 1, acked.messageId(), acked.nanos()));

        assertThat(run.broken()).containsExactly(Invariant.ACK_TRUTH);
    }

    @Test
    void i10_repeatedAckWithAnotherSeq_isCaught() {
        Acked acked = (Acked) run.told.get(run.indexOf(Acked.class, 4));
        run.told.add(new Acked(acked.command(), acked.seq() + 1, acked.messageId(), seconds(60)));

        assertThat(run.broken()).containsExactly(Invariant.ACK_TRUTH);
    }

    @Test
    void i11_messageIdUsedInTwoConversations_isCaught() {
        run.otherHistory.put(
                "d_2",
                List.of(new Entry(
                        "d_2",
                        1,
                        1_003,
                        new Device("carol", "phone"),
                        "create",
                        "",
                        false,
                        Change.joined(List.of("carol")))));

        assertThat(run.broken()).containsExactly(Invariant.UNIQUE_IDS);
    }

    @Test
    void i13_commandWithoutAnswer_isCaught() {
        run.told.add(new Sent(new CommandId(ALICE, CONVERSATION, "last"), "anyone?", seconds(45)));

        assertThat(run.broken()).containsExactly(Invariant.ANSWERED);
    }

    @Test
    void p7_historyThatAReplayChanged_isCaught() {
        Recording before = run.recording();
        Checker checker = new Checker(Duration.ofSeconds(10));
        assertThat(checker.checkReplay(before, Runs.good().recording())).isEmpty();

        Entry row = run.rows.get(5);
        run.rows.set(5, new Entry(CONVERSATION, row.seq(), 9_999, row.sender(), row.clientId(), row.body()));

        assertThat(checker.checkReplay(before, run.recording()))
                .extracting(Violation::invariant)
                .containsExactly(Invariant.REPLAY_HARMLESS);
        assertThat(checker.checkReplay(before, new Recording(List.of(), Map.of(), Set.of(), List.of())))
                .hasSize(1);
    }

    @Test
    void everyInvariant_hasATestHere() {
        Set<String> tested = Stream.of(CheckerTest.class, MembershipRulesTest.class)
                .flatMap(tests -> Arrays.stream(tests.getDeclaredMethods()))
                .map(method -> method.getName().split("_", 2)[0].toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());

        assertThat(tested)
                .containsAll(
                        Arrays.stream(Invariant.values()).map(Invariant::id).toList());
    }

    /// The device gets `seq` and all after it no earlier than `nanos`.
    private void delayFrom(Device device, long seq, long nanos) {
        run.told.replaceAll(told -> told instanceof Applied applied
                        && applied.device().equals(device)
                        && applied.entry().seq() >= seq
                        && applied.nanos() < nanos
                ? new Applied(device, applied.entry(), nanos)
                : told);
    }
}
