package dev.parley.bench.away;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReplayCheckTest {

    private final ReplayCheck check =
            new ReplayCheck(new Missed(new TreeMap<>(Map.of("a", new Missed.Span(1, 3), "b", new Missed.Span(0, 1)))));

    @Test
    void everythingOnceAndInOrder_isClean() {
        check.event("a", 2);
        check.event("b", 1);
        assertThat(check.isCurrent()).isFalse();
        check.event("a", 3);

        assertThat(check.isCurrent()).isTrue();
        assertThat(check.events()).isEqualTo(3);
        assertThat(check.violations(Map.of("a", 3L, "b", 1L))).isZero();
    }

    @Test
    void hole_repeat_gap_andWrongPosition_areViolations() {
        check.event("a", 3);
        check.event("b", 1);
        check.event("b", 1);
        check.gap();

        assertThat(check.violations(Map.of("a", 3L, "b", 1L))).isEqualTo(3);
        assertThat(check.violations(Map.of("a", 3L))).isEqualTo(4);
    }
}
