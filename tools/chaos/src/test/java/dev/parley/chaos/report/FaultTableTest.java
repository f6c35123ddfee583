package dev.parley.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chaos.check.Invariant;
import dev.parley.chaos.check.Violation;
import dev.parley.chaos.fault.Fault;
import dev.parley.chaos.heal.Healing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTableTest {

    @Test
    void row_countsEveryViolationInExactlyOneColumn() {
        List<Violation> oneOfEach = Arrays.stream(Invariant.values())
                .map(invariant -> new Violation(invariant, "d_1", "broken"))
                .toList();
        Healing healing = new Healing(Duration.ofSeconds(9), Duration.ZERO, Duration.ofMillis(8_400));
        FaultTable table = new FaultTable();

        table.add(new Result(Fault.KILL_CHAT, 500, 494, 6, 10, 2_000, Duration.ofSeconds(12), healing, oneOfEach));

        String row = table.table().toString().lines().toList().getLast().replaceAll(" +", " ");
        assertThat(row)
                .isEqualTo(
                        "| `kill -9` of one chat instance, started again | 500 | 494 | 6 | 1 | 1 | 4 | 1 | 8 | 8.4 s |"
                                + " 12.0 s | 9.0 s | 0.0 s |");
    }

    @Test
    void fault_isParsedByItsLabel() {
        assertThat(Fault.values())
                .allSatisfy(fault -> assertThat(Fault.parse(fault.label())).isEqualTo(fault));
    }
}
