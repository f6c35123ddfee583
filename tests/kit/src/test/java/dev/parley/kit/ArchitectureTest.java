package dev.parley.kit;

import org.junit.jupiter.api.Test;

final class ArchitectureTest {

    @Test
    void module_keepsTheHouseRules() {
        ArchitectureRules.of("dev.parley.kit").check();
    }
}
