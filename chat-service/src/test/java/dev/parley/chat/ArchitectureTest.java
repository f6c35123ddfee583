package dev.parley.chat;

import dev.parley.kit.ArchitectureRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

    @Test
    void module_keepsTheHouseRules() {
        ArchitectureRules.of("dev.parley.chat")
                .withPurePackages("dev.parley.chat.sequencing")
                .check();
    }
}
