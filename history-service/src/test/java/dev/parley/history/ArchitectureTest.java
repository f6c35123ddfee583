package dev.parley.history;

import dev.parley.kit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void module_keepsTheHouseRules() {
        ArchitectureRules.of("dev.parley.history")
                .withPurePackages("dev.parley.history.reading")
                .check();
    }
}
