package dev.parley.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RateLimitTest {

    private static final long START = Long.MAX_VALUE - 5;

    @Test
    void theBurst_goesAtOnce_thenTheRateHolds_alsoWhereTheClockWrapsAround() {
        RateLimit limit = new RateLimit(50, 200);
        int taken = 0;
        while (limit.tryAcquire(START)) {
            taken++;
        }
        assertThat(taken).isEqualTo(200);
        assertThat(limit.nanosUntilNext(START)).isEqualTo(Duration.ofMillis(20).toNanos());

        long later = START + Duration.ofSeconds(1).toNanos();
        int more = 0;
        while (limit.tryAcquire(later)) {
            more++;
        }
        assertThat(more).isEqualTo(50);
    }

    @Test
    void aLongRest_givesNoMoreThanTheBurst() {
        RateLimit limit = new RateLimit(50, 200);
        limit.tryAcquire(0);
        int taken = 0;
        while (limit.tryAcquire(Duration.ofHours(1).toNanos())) {
            taken++;
        }
        assertThat(taken).isEqualTo(200);
    }
}
