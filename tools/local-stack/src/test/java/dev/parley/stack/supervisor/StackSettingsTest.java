package dev.parley.stack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class StackSettingsTest {

    @Test
    void instances_areTenPortsApart() {
        StackSettings settings = new StackSettings(Map.of(ServiceKind.GATEWAY, 3), Map.of());

        assertThat(settings.ports(ServiceKind.GATEWAY)).containsExactly(8081, 8091, 8101);
        assertThat(settings.ports(ServiceKind.HISTORY)).containsExactly(8085);
    }

    @Test
    void part_isMoved_withAllItsInstances() {
        StackSettings settings =
                new StackSettings(Map.of(ServiceKind.GATEWAY, 2), Map.of("gateway", 9081, "kafka", 9092));

        assertThat(settings.ports(ServiceKind.GATEWAY)).containsExactly(9081, 9091);
        assertThat(settings.port("kafka")).isEqualTo(9092);
        assertThat(settings.port("redis")).isEqualTo(16379);
    }

    @Test
    void settings_areRefused_whenNoSuchPartOrNumberCanBe() {
        assertThatThrownBy(() -> new StackSettings(Map.of(), Map.of("nginx", 80)))
                .hasMessageContaining("nginx");
        assertThatThrownBy(() -> new StackSettings(Map.of(), Map.of("edge", 0))).hasMessageContaining("edge=0");
        assertThatThrownBy(() -> new StackSettings(Map.of(ServiceKind.CHAT, 0), Map.of()))
                .hasMessageContaining("chat: 0");
    }
}
