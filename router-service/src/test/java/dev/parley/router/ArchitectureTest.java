package dev.parley.router;

import dev.parley.kit.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void module_keepsTheHouseRules() {
        ArchitectureRules.of("dev.parley.router")
                .withPurePackages("dev.parley.router.fanout", "dev.parley.router.delivery")
                .check();
    }
}
