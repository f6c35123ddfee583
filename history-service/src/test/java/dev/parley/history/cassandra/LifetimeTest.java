package dev.parley.history.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void lifetime_isRoundedUp_andNoneWhenTheTimeHasCome() {
        assertThat(Lifetime.secondsLeft(NOW.plusMillis(1), NOW)).hasValue(1);
        assertThat(Lifetime.secondsLeft(NOW.plusSeconds(5), NOW)).hasValue(5);
        assertThat(Lifetime.secondsLeft(NOW.plusMillis(5_001), NOW)).hasValue(6);
        assertThat(Lifetime.secondsLeft(NOW, NOW)).isEmpty();
        assertThat(Lifetime.secondsLeft(NOW.minusSeconds(1), NOW)).isEmpty();
    }

    @Test
    void lifetime_isUnlimited_whenThereIsNoEnd_orOneThatCassandraMightRefuse() {
        assertThat(Lifetime.secondsLeft(null, NOW)).hasValue(Lifetime.UNLIMITED);
        assertThat(Lifetime.secondsLeft(NOW.plus(Duration.ofDays(100_000)), NOW))
                .hasValue(Lifetime.UNLIMITED);
        assertThat(Lifetime.secondsLeft(NOW.plus(Duration.ofDays(366)), NOW)).hasValue(366 * 24 * 3_600);
    }
}
