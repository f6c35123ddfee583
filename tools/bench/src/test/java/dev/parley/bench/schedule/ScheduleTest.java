package dev.parley.bench.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void constant_sendsAtEqualIntervals() {
        Schedule schedule = Schedule.constant(200, Duration.ofSeconds(3));

        assertThat(schedule.size()).isEqualTo(600);
        assertThat(schedule.offsetNanos(0)).isZero();
        assertThat(schedule.offsetNanos(1)).isEqualTo(5_000_000);
        assertThat(schedule.offsetNanos(599)).isEqualTo(599 * 5_000_000L);
    }

    @Test
    void firstAtOrAfter_findsWhereTheWarmUpEnds() {
        Schedule schedule = Schedule.constant(10, Duration.ofSeconds(3));

        assertThat(schedule.firstAtOrAfter(Duration.ofSeconds(1))).isEqualTo(10);
        assertThat(schedule.firstAtOrAfter(Duration.ofMillis(1_050))).isEqualTo(11);
        assertThat(schedule.firstAtOrAfter(Duration.ofSeconds(9))).isEqualTo(30);
    }

    @Test
    void poisson_keepsTheMeanRate_andRepeatsWithItsSeed() {
        Schedule one = Schedule.poisson(500, Duration.ofSeconds(20), 7);
        Schedule same = Schedule.poisson(500, Duration.ofSeconds(20), 7);

        assertThat((double) one.size()).isCloseTo(10_000, within(400.0));
        assertThat(same.size()).isEqualTo(one.size());
        assertThat(same.offsetNanos(1_234)).isEqualTo(one.offsetNanos(1_234));
        for (int i = 1; i < one.size(); i++) {
            assertThat(one.offsetNanos(i)).isGreaterThanOrEqualTo(one.offsetNanos(i - 1));
        }
    }

    @Test
    void constant_refusesARateOfNothing() {
        assertThatThrownBy(() -> Schedule.constant(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
