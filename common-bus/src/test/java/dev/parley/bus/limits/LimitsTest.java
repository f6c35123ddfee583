package dev.parley.bus.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class LimitsTest {

    private static final Path PAGE = Path.of("../docs/limits.md");

    /// The page is the table. To write it anew: take the text this test prints.
    @Test
    void thePageShowsTheTable() throws IOException {
        assertThat(Files.readString(PAGE)).contains(table());
    }

    /// A bucket that takes long to fill stays long in Redis.
    @Test
    void everyBucket_isFullAgainWithinTenMinutes() {
        for (Limits limit : Limits.values()) {
            assertThat(limit.allowance().untilFull())
                    .as(limit.name())
                    .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(10));
        }
    }

    private static String table() {
        StringBuilder table = new StringBuilder(
                "| action | whose | at once | refill | Redis away | why |\n|---|---|---|---|---|---|\n");
        for (Limits limit : Limits.values()) {
            Allowance allowance = limit.allowance();
            String period = allowance.per().equals(Duration.ofSeconds(1)) ? "s" : "min";
            table.append("| `%s` | %s | %d | %d/%s | %s | %s |%n"
                    .formatted(
                            allowance.name(),
                            limit.per().name().toLowerCase(Locale.ROOT),
                            allowance.burst(),
                            allowance.refill(),
                            period,
                            limit.away() == Limits.Away.OPEN ? "let through" : "refused, 503",
                            limit.why()));
        }
        return table.toString();
    }
}
