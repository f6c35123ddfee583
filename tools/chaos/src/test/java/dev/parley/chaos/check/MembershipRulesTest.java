package dev.parley.chaos.check;

import static dev.parley.chaos.check.Runs.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Changed;
import dev.parley.chaos.check.Told.HeadTold;
import dev.parley.chaos.check.Told.Online;
import dev.parley.chaos.check.Told.Read;
import dev.parley.chaos.check.Told.Refused;
import dev.parley.chaos.check.Told.Seen;
import dev.parley.chaos.check.Told.Sent;
import dev.parley.chaos.check.Told.Skipped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A run in which Olga's group lets Uma in (seq 3), loses her (6) and has her again (9) while both talk; and what is
/// found when one thing of it is wrong. Seq n is stored in second n.
class MembershipRulesTest {

    private static final String GROUP = "g_1";
    private static final Device OLGA = new Device("olga", "phone");
    private static final Device UMA = new Device("uma", "phone");
    private static final Device UMAS_TAP = new Device("uma", "tap");
    private static final Device STRANGER = new Device("mallory", "rest");
    private static final Change UMA_IN = Change.joined(List.of("uma"));
    private static final Change UMA_OUT = Change.left("uma");

    private final List<Told> told = new ArrayList<>();
    private final List<Entry> rows = new ArrayList<>();

    @BeforeEach
    void goodRun() {
        told.add(new Online(OLGA, 0));
        told.add(new Online(UMA, 0));
        stored(new Entry(GROUP, 1, 101, OLGA, "create", "", false, Change.joined(List.of("olga"))));
        message(2, OLGA);
        change(3, OLGA, UMA_IN);
        message(4, UMA);
        message(5, OLGA);
        change(6, UMA, UMA_OUT);
        refused("too-late", 6.5, 6.6);
        message(7, OLGA);
        message(8, OLGA);
        change(9, OLGA, UMA_IN);
        message(10, UMA);
        told.add(new Skipped(UMA, GROUP, 1, 2, seconds(3.1)));
        told.add(new Skipped(UMA, GROUP, 7, 8, seconds(9.1)));
        told.add(new HeadTold(UMAS_TAP, GROUP, 6, seconds(8)));
        read(OLGA, true, rows);
        read(UMA, true, rows(3, 4, 5, 6, 9, 10));
        read(STRANGER, false, List.of());
    }

    @Test
    void goodRun_passes() {
        assertThat(check()).isEmpty();
    }

    @Test
    void i9_messageBetweenTwoMemberships_isCaught() {
        replaceRow(7, new Entry(GROUP, 7, 107, UMA, "m7", "text"));

        assertThat(broken()).contains(Invariant.AUTHORITY);
    }

    @Test
    void i9_eventPastTheEnd_isCaught_atAClient() {
        told.add(new Applied(UMA, rows.get(6), seconds(7.1)));

        assertThat(broken()).contains(Invariant.AUTHORITY);
    }

    @Test
    void i9_eventPastTheEnd_isCaught_inAFrameNoClientMayEverShow() {
        told.add(new Seen(UMAS_TAP, rows.get(7), seconds(8.1)));

        assertThat(broken()).containsExactly(Invariant.AUTHORITY);
    }

    @Test
    void i9_eventBeforeTheJoin_isCaught() {
        told.add(new Seen(UMAS_TAP, rows.get(1), seconds(3.1)));

        assertThat(broken()).containsExactly(Invariant.AUTHORITY);
    }

    @Test
    void i9_headPastTheEnd_isCaught() {
        told.add(new HeadTold(UMAS_TAP, GROUP, 7, seconds(7.5)));

        assertThat(broken()).containsExactly(Invariant.AUTHORITY);
    }

    @Test
    void i9_joinAndEndThemselves_areForWhomTheyConcern() {
        told.add(new Seen(UMAS_TAP, rows.get(2), seconds(3.1)));
        told.add(new Seen(UMAS_TAP, rows.get(5), seconds(6.1)));

        assertThat(check()).isEmpty();
    }

    @Test
    void i3_frameWithAnotherTextThanHistory_isCaught() {
        told.add(new Seen(UMAS_TAP, new Entry(GROUP, 5, 105, OLGA, "m5", "other"), seconds(5.1)));

        assertThat(broken()).containsExactly(Invariant.DENSE);
    }

    @Test
    void i4_gapThatHidesAnEventOfAMembership_isCaught() {
        told.add(new Skipped(UMAS_TAP, GROUP, 5, 8, seconds(9.1)));

        assertThat(broken()).containsExactly(Invariant.ONE_ORDER);
    }

    @Test
    void i4_deviceThatSkipsAnEventOfItsMembership_isCaught() {
        told.removeIf(line -> isApplied(line, UMA, 5));

        assertThat(broken()).containsExactlyInAnyOrder(Invariant.ONE_ORDER, Invariant.DELIVERY);
    }

    @Test
    void i7_lastEventOfAMembershipThatNeverCame_isCaught() {
        told.removeIf(line -> isApplied(line, UMA, 10));

        assertThat(broken()).containsExactly(Invariant.DELIVERY);
    }

    @Test
    void i6_messageStoredBehindARemovalThatWasAckedBeforeItWasSent_isCaught() {
        told.replaceAll(
                line -> line instanceof Sent sent && sent.command().clientId().equals("m5")
                        ? new Sent(sent.command(), sent.body(), seconds(6.4))
                        : line);

        assertThat(broken()).containsExactly(Invariant.REAL_TIME);
    }

    @Test
    void i10_changeThatHistoryDoesNotHaveThere_isCaught() {
        told.add(new Changed(OLGA, GROUP, UMA_IN, 8, 108, seconds(7.5), seconds(8.5)));

        assertThat(broken()).containsExactly(Invariant.ACK_TRUTH);
    }

    @Test
    void i14_historyThatServesWhatWasSaidBetweenTwoMemberships_isCaught() {
        read(UMA, true, rows(3, 4, 5, 6, 7, 9, 10));

        assertThat(broken()).containsExactly(Invariant.SERVED);
    }

    @Test
    void i14_historyThatLacksTheEnd_isCaught() {
        read(UMA, true, rows(3, 4, 5, 9, 10));

        assertThat(broken()).containsExactly(Invariant.SERVED);
    }

    @Test
    void i14_historyThatAStrangerFinds_isCaught() {
        read(STRANGER, true, List.of());

        assertThat(broken()).containsExactly(Invariant.SERVED);
    }

    @Test
    void i14_historyThatSomebodyWhoWasAMemberDoesNotFind_isCaught() {
        read(UMA, false, List.of());

        assertThat(broken()).containsExactly(Invariant.SERVED);
    }

    @Test
    void i15_refusalInTheMiddleOfAMembership_isCaught() {
        refused("why", 4.5, 4.6);

        assertThat(broken()).containsExactly(Invariant.REFUSED_RIGHTLY);
    }

    @Test
    void i15_refusalInAMembershipThatNeverEnded_isCaught() {
        refused("why", 10.5, 10.6);

        assertThat(broken()).containsExactly(Invariant.REFUSED_RIGHTLY);
    }

    @Test
    void i15_refusalWhileTheEndWasUnderway_passes() {
        refused("race", 5.2, 5.95);

        assertThat(check()).isEmpty();
    }

    private void message(long seq, Device sender) {
        Entry row = new Entry(GROUP, seq, 100 + seq, sender, "m" + seq, "text");
        told.add(new Sent(row.command(), row.body(), seconds(seq - 0.1)));
        told.add(new Acked(row.command(), seq, row.messageId(), seconds(seq)));
        stored(row);
    }

    /// Asked for 0.1 s before it is stored.
    private void change(long seq, Device by, Change change) {
        Device rest = new Device(by.userId(), "rest");
        stored(new Entry(GROUP, seq, 100 + seq, rest, "r" + seq, "", false, change));
        told.add(new Changed(rest, GROUP, change, seq, 100 + seq, seconds(seq - 0.1), seconds(seq)));
    }

    private void stored(Entry row) {
        rows.add(row);
        told.add(new Applied(OLGA, row, seconds(row.seq())));
        boolean umas = row.seq() >= 3 && row.seq() <= 6 || row.seq() >= 9;
        if (umas) {
            told.add(new Applied(UMA, row, seconds(row.seq())));
        }
    }

    private void refused(String clientId, double sent, double answered) {
        CommandId command = new CommandId(UMA, GROUP, clientId);
        told.add(new Sent(command, "let me in", seconds(sent)));
        told.add(new Refused(command, "NOT_A_MEMBER", seconds(answered)));
    }

    private void read(Device by, boolean found, List<Entry> served) {
        told.add(new Read(by, GROUP, "history", found, List.copyOf(served), seconds(20)));
    }

    private List<Entry> rows(int... seqs) {
        List<Entry> some = new ArrayList<>();
        for (int seq : seqs) {
            some.add(rows.get(seq - 1));
        }
        return some;
    }

    private void replaceRow(int seq, Entry row) {
        rows.set(seq - 1, row);
    }

    private static boolean isApplied(Told line, Device device, long seq) {
        return line instanceof Applied applied
                && applied.device().equals(device)
                && applied.entry().seq() == seq;
    }

    private List<Violation> check() {
        Recording recording = new Recording(told, Map.of(GROUP, List.copyOf(rows)), Set.of(OLGA, UMA), List.of());
        return new Checker(Duration.ofSeconds(10)).check(recording);
    }

    private Set<Invariant> broken() {
        return Set.copyOf(check().stream().map(Violation::invariant).toList());
    }
}
