package dev.parley.bus;

import dev.parley.kit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void module_keepsTheHouseRules() {
        ArchitectureRules.of("dev.parley.bus")
                .withPurePackages("dev.parley.bus.memory")
                .check();
    }
}
