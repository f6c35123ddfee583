package dev.parley.chat.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessageIdsTest {

    private static final long EPOCH = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();

    @Test
    void anId_holdsTimePartitionAndCounter() {
        long id = MessageIds.next(1023, EPOCH + 1, MessageIds.NONE);

        assertThat(id).isEqualTo((1L << 22) | (1023L << 12));
        assertThat(Timestamps.toMillis(MessageIds.time(id))).isEqualTo(EPOCH + 1);
    }

    @Test
    void theCounter_overflowsIntoTheNextMillisecond() {
        long id = MessageIds.next(3, EPOCH + 10, MessageIds.NONE);
        for (int i = 1; i < 4096; i++) {
            long next = MessageIds.next(3, EPOCH + 10, id);
            assertThat(next).isEqualTo(id + 1);
            id = next;
        }

        long overflown = MessageIds.next(3, EPOCH + 10, id);

        assertThat(overflown).isEqualTo((11L << 22) | (3L << 12));
        assertThat(MessageIds.next(3, EPOCH + 10, overflown)).isEqualTo(overflown + 1);
    }

    @Test
    void absurdAppendTimes_stayInside63Bits() {
        long early = MessageIds.next(0, -1, MessageIds.NONE);
        long late = MessageIds.next(0, Long.MAX_VALUE, early);

        assertThat(early).isNotNegative();
        assertThat(late).isPositive().isGreaterThan(early);
    }
}
