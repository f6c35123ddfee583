package dev.parley.bench.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ScheduleRunnerTest {

    @Test
    void run_neverFiresEarly_andKeepsTheIntendedTimes() {
        Schedule schedule = Schedule.constant(1_000, Duration.ofMillis(50));
        ScheduleRunner runner = new ScheduleRunner();
        List<Long> early = new ArrayList<>();
        List<Long> intended = new ArrayList<>();
        long start = System.nanoTime();

        runner.run(schedule, start, (index, at) -> {
            intended.add(at - start);
            if (System.nanoTime() < at) {
                early.add(at);
            }
        });

        assertThat(early).isEmpty();
        assertThat(intended).hasSize(50).startsWith(0L, 1_000_000L, 2_000_000L);
        assertThat(runner.slipNanos().getTotalCount()).isEqualTo(50);
    }

    @Test
    void run_keepsItsScheduleAfterAStall_andCountsTheStallAsItsOwnLateness() {
        Schedule schedule = Schedule.constant(1_000, Duration.ofMillis(60));
        ScheduleRunner runner = new ScheduleRunner();
        long start = System.nanoTime();

        runner.run(schedule, start, (index, at) -> {
            if (index == 5) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        });

        assertThat(runner.slipNanos().getTotalCount()).isEqualTo(60);
        assertThat(runner.slipNanos().getMaxValue())
                .isGreaterThan(Duration.ofMillis(15).toNanos());
    }
}
