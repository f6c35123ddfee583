package dev.parley.gateway;

import dev.parley.kit.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

    @Test
    void module_keepsTheHouseRules() {
        ArchitectureRules.of("dev.parley.gateway")
                .withPurePackages("dev.parley.gateway.pressure")
                .check();
    }
}
