package dev.parley.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chaos.check.Device;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    @Test
    void scenario_givesEveryUserOneDirectConversationAndOneGroup() {
        Scenario scenario = Scenario.of("r", 60, 5);

        assertThat(scenario.devices()).hasSize(80).doesNotHaveDuplicates();
        List<String> users =
                scenario.devices().stream().map(Device::userId).distinct().toList();
        assertThat(users).allSatisfy(user -> {
            assertThat(scenario.conversations().stream()
                            .filter(c -> !c.group() && c.members().contains(user)))
                    .hasSize(1);
            assertThat(scenario.conversations().stream()
                            .filter(c -> c.group() && c.members().contains(user)))
                    .hasSize(1);
        });
    }

    @Test
    void races_giveEveryGroupAnOwner_halfOfItsPeopleInside_andTheRestOutside() {
        Scenario scenario = Scenario.races("r", 4, 16, 5);

        assertThat(scenario.devices().stream().map(Device::userId).distinct()).hasSize(64);
        assertThat(scenario.conversations()).hasSize(4).allSatisfy(group -> {
            assertThat(group.members()).hasSize(9);
            assertThat(group.outsiders()).hasSize(7).doesNotContainAnyElementsOf(group.members());
        });
        assertThat(scenario).isEqualTo(Scenario.races("r", 4, 16, 5)).isNotEqualTo(Scenario.races("r", 4, 16, 6));
    }

    @Test
    void scenario_repeatsWithItsSeed() {
        assertThat(Scenario.of("r", 20, 5)).isEqualTo(Scenario.of("r", 20, 5));
        assertThat(Scenario.of("r", 20, 6)).isNotEqualTo(Scenario.of("r", 20, 5));
    }
}
