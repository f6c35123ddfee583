package dev.parley.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RacePlanTest {

    private static final int STEPS = 2_000;

    private final List<Scenario.Planned> groups = Scenario.races("r", 4, 16, 1).conversations();

    @Test
    void plan_repeatsWithItsSeed() {
        assertThat(asks(7)).isEqualTo(asks(7)).isNotEqualTo(asks(8));
    }

    @Test
    void plan_letsInAndPutsOutAndLetsLeave_butNeverTheOwner() {
        List<RacePlan.Ask> asks = asks(1);

        assertThat(asks).allSatisfy(ask -> {
            String owner = groups.get(ask.group()).members().getFirst();
            assertThat(ask.change().joined()).doesNotContain(owner);
            assertThat(ask.change().left()).doesNotContain(owner);
            boolean leaves = ask.change().left().contains(ask.by());
            assertThat(leaves || ask.by().equals(owner)).isTrue();
        });
        assertThat(count(asks, "joins")).isGreaterThan(STEPS / 5);
        assertThat(count(asks, "removed")).isGreaterThan(STEPS / 5);
        assertThat(count(asks, "leaves")).isGreaterThan(STEPS / 5);
    }

    @Test
    void someSteps_askForTwoChangesOfOnePersonAtOnce() {
        RacePlan plan = new RacePlan(groups, 1);
        int collisions = 0;
        for (int i = 0; i < STEPS; i++) {
            collisions += plan.next().size() - 1;
        }

        assertThat(collisions).isBetween(STEPS / 20, STEPS / 5);
    }

    private List<RacePlan.Ask> asks(long seed) {
        RacePlan plan = new RacePlan(groups, seed);
        List<RacePlan.Ask> asks = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            asks.addAll(plan.next());
        }
        return asks;
    }

    private static long count(List<RacePlan.Ask> asks, String kind) {
        return asks.stream().map(RacePlanTest::kind).filter(kind::equals).count();
    }

    private static String kind(RacePlan.Ask ask) {
        if (!ask.change().joined().isEmpty()) {
            return "joins";
        }
        return ask.change().left().contains(ask.by()) ? "leaves" : "removed";
    }
}
