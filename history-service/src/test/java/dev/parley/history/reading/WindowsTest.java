package dev.parley.history.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowsTest {

    @Test
    void changes_makeInclusiveWindows_theLastOneOpen() {
        Windows windows = Windows.ofChanges(Map.of(1L, true, 5L, false, 9L, true));

        assertThat(windows.ranges()).containsExactly(new SeqRange(1, 5), new SeqRange(9, SeqRange.OPEN));
    }

    @Test
    void joiningWhileInside_andLeavingWhileOutside_sayNothing() {
        Windows windows = Windows.ofChanges(Map.of(2L, false, 3L, true, 4L, true, 7L, false, 8L, false));

        assertThat(windows.ranges()).containsExactly(new SeqRange(3, 7));
    }

    @Test
    void lastVisible_isTheHead_orTheEndOfTheMembership_orNothing() {
        Windows windows = Windows.ofChanges(Map.of(3L, true, 7L, false, 12L, true));

        assertThat(windows.lastVisible(2)).isZero();
        assertThat(windows.lastVisible(5)).isEqualTo(5);
        assertThat(windows.lastVisible(11)).isEqualTo(7);
        assertThat(windows.lastVisible(12)).isEqualTo(12);
        assertThat(windows.lastVisible(40)).isEqualTo(40);
    }

    @Test
    void presentMember_seesEverything_whenThePastIsOpen_andAFormerOneNothingMore() {
        Windows present = Windows.ofChanges(Map.of(3L, true, 7L, false, 12L, true));
        Windows former = Windows.ofChanges(Map.of(3L, true, 7L, false));
        ConversationHead open = new ConversationHead(20, 0, true, 0);

        assertThat(new Membership("g_1", present, false).windowsOfHistory(open).ranges())
                .containsExactly(new SeqRange(1, SeqRange.OPEN));
        assertThat(new Membership("g_1", present, false).windowsOfHistory(new ConversationHead(20, 0)))
                .isEqualTo(present);
        assertThat(new Membership("g_1", former, false).windowsOfHistory(open)).isEqualTo(former);
    }

    @Test
    void visible_isCutToWhatIsAsked() {
        Windows windows = Windows.ofChanges(Map.of(3L, true, 7L, false, 12L, true));

        assertThat(windows.visible(5, 13)).containsExactly(new SeqRange(5, 7), new SeqRange(12, 13));
        assertThat(windows.visible(8, 11)).isEmpty();
        assertThat(windows.visible(9, 4)).isEmpty();
    }

    @Test
    void pieces_lieInOneBucketEach_andCoverTheRange() {
        assertThat(new SeqRange(4_990, 5_010).pieces(100))
                .containsExactly(new SeqRange(4_990, 4_999), new SeqRange(5_000, 5_010));
        assertThat(new SeqRange(1, 5).pieces(2))
                .containsExactly(new SeqRange(1, 2), new SeqRange(3, 4), new SeqRange(5, 5));
        assertThat(new SeqRange(4_999, 4_999).pieces(2)).containsExactly(new SeqRange(4_999, 4_999));
        assertThat(SeqRange.bucketOf(4_999)).isZero();
        assertThat(SeqRange.bucketOf(5_000)).isEqualTo(1);
    }
}
