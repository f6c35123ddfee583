package dev.parley.gateway.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.RecentChange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeadOfUserTest {

    @Test
    void member_isTold_theGreaterHead() {
        assertThat(seq(5, false, null, 7)).isEqualTo(7);
        assertThat(seq(5, false, null, 3)).isEqualTo(5);
        assertThat(seq(5, false, RecentChange.joined(2), 7)).isEqualTo(7);
    }

    @Test
    void exMember_isTold_itsLastSeq() {
        assertThat(seq(6, true, null, 9)).isEqualTo(6);
        assertThat(seq(6, true, RecentChange.left(6), 9)).isEqualTo(6);
    }

    @Test
    void endThatHistoryHasNotHeardOf_counts() {
        assertThat(seq(5, false, RecentChange.left(6), 9)).isEqualTo(6);
        assertThat(seq(0, false, RecentChange.left(6), 9)).isEqualTo(6);
    }

    @Test
    void joinThatHistoryHasNotHeardOf_counts() {
        assertThat(seq(0, false, RecentChange.joined(4), 0)).isEqualTo(4);
        assertThat(seq(6, true, RecentChange.joined(9), 11)).isEqualTo(11);
    }

    @Test
    void historyThatIsPastTheNotedChange_knowsBetter() {
        assertThat(seq(10, false, RecentChange.left(6), 11)).isEqualTo(11);
        assertThat(seq(10, true, RecentChange.joined(6), 11)).isEqualTo(10);
    }

    @Test
    void joinThatHistoryShowsBeforeItsHead_opensNothingYet() {
        assertThat(seq(6, false, RecentChange.left(6), 8)).isEqualTo(6);
    }

    private static long seq(long history, boolean ended, @Nullable RecentChange recent, long known) {
        return new HeadOfUser(history, ended, recent, known).seq();
    }
}
