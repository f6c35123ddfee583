package dev.parley.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PendingProducesTest {

    @Test
    void theOldest_isTheOldestStillUnacknowledged_inWhateverOrderAcksCome() {
        PendingProduces pending = new PendingProduces();
        PendingProduces.Entry first = pending.begin(0);
        PendingProduces.Entry second = pending.begin(10);
        PendingProduces.Entry third = pending.begin(20);

        pending.end(second);
        assertThat(pending.oldest(30)).isEqualTo(Duration.ofNanos(30));
        pending.end(first);
        assertThat(pending.oldest(30)).isEqualTo(Duration.ofNanos(10));
        pending.end(third);
        assertThat(pending.oldest(30)).isZero();
        assertThat(pending.size()).isZero();
    }
}
