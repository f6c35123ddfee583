package dev.parley.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LeaseTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Lease lease = new Lease(0);

    @Test
    void lease_asksOnce_andGoesOnCredit_whileTheAnswerIsUnderWay() {
        assertThat(lease.asks(0)).isTrue();
        assertThat(lease.asks(0)).isFalse();

        assertThat(takeAll(0)).isEqualTo(Lease.SIZE);
        assertThat(lease.nanosUntilNext(0)).isPositive();
    }

    @Test
    void grant_paysTheCreditBack() {
        lease.asks(0);
        takeAll(0);
        lease.granted();

        assertThat(takeAll(0)).as("no more than before: the grant was spent").isEqualTo(Lease.SIZE);
    }

    @Test
    void lease_asksAgain_beforeItIsSpent() {
        lease.asks(0);
        lease.granted();
        for (int i = 0; i < 15; i++) {
            assertThat(lease.asks(0)).isFalse();
            lease.take();
        }
        lease.take();

        assertThat(lease.asks(0)).isTrue();
    }

    @Test
    void refusal_holdsUpUntilItsTime_andTheDebtStays() {
        lease.asks(0);
        takeAll(0);
        lease.refused(Duration.ofSeconds(1), 0);

        assertThat(lease.nanosUntilNext(SECOND / 2)).isEqualTo(SECOND / 2);
        assertThat(lease.asks(SECOND / 2)).isFalse();
        assertThat(lease.nanosUntilNext(SECOND)).as("the answer is waited for").isBetween(1L, SECOND / 10);
        assertThat(lease.asks(SECOND)).isTrue();
        lease.granted();
        assertThat(lease.nanosUntilNext(SECOND)).isZero();
    }

    @Test
    void refusal_leavesWhatWasLeased() {
        lease.asks(0);
        lease.granted();
        for (int i = 0; i < 16; i++) {
            lease.take();
        }
        lease.asks(0);
        lease.refused(Duration.ofSeconds(1), 0);

        assertThat(takeAll(0)).isEqualTo(4);
        assertThat(lease.nanosUntilNext(0)).isEqualTo(SECOND);
    }

    @Test
    void lease_isIdle_onlyWithoutAQuestion() {
        assertThat(lease.isIdleSince(SECOND)).isTrue();
        lease.asks(0);
        assertThat(lease.isIdleSince(SECOND)).isFalse();
        lease.granted();
        lease.nanosUntilNext(2 * SECOND);
        assertThat(lease.isIdleSince(SECOND)).isFalse();
    }

    private int takeAll(long now) {
        int taken = 0;
        while (lease.nanosUntilNext(now) == 0) {
            lease.take();
            taken++;
        }
        return taken;
    }
}
