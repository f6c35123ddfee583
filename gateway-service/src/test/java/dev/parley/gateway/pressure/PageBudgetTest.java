package dev.parley.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PageBudgetTest {

    private final PageBudget budget = new PageBudget(2, Duration.ofSeconds(30));
    private final List<String> granted = new ArrayList<>();

    @Test
    void whoAsksAboveTheBound_waits_andIsServedInTheOrderOfAsking() {
        for (String name : List.of("a", "b", "c", "d")) {
            budget.acquire(() -> granted.add(name));
        }
        assertThat(granted).containsExactly("a", "b");

        budget.release();
        assertThat(granted).containsExactly("a", "b", "c");
        assertThat(budget.held()).as("the place went over").isEqualTo(2);

        budget.release();
        budget.release();
        budget.release();
        assertThat(granted).containsExactly("a", "b", "c", "d");
        assertThat(budget.held()).isZero();
    }

    @Test
    void page_isLate_afterThePatience() {
        long written = Long.MAX_VALUE - 5;

        assertThat(budget.isLate(written, written + Duration.ofSeconds(30).toNanos()))
                .isFalse();
        assertThat(budget.isLate(written, written + Duration.ofSeconds(30).toNanos() + 1))
                .isTrue();
    }
}
