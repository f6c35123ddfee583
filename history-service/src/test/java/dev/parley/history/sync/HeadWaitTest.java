package dev.parley.history.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.StoredEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class HeadWaitTest {

    private static final int WAITERS = 100;

    private final SlowlyGrowing archive = new SlowlyGrowing();
    private final HeadWait wait = new HeadWait(archive);

    /// Has one conversation, whose head is what the test says.
    private static final class SlowlyGrowing implements ArchiveReader {

        private final AtomicInteger readings = new AtomicInteger();
        private final CountDownLatch firstReadings = new CountDownLatch(WAITERS);
        private volatile long head;
        private volatile boolean away;

        @Override
        public Map<String, ConversationHead> heads(Collection<String> conversationIds) {
            readings.incrementAndGet();
            firstReadings.countDown();
            if (away) {
                throw new IllegalStateException("away");
            }
            return Map.of("c1", new ConversationHead(head, 0));
        }

        @Override
        public Map<String, Membership> memberships(String userId, Collection<String> conversationIds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> conversationsOf(String userId, String afterId, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<List<StoredEvent>> events(List<Part> parts) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredEvent> events(String conversationId, Collection<Long> seqs) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aHeadThatIsThere_isReadOnce() {
        archive.head = 7;

        assertThat(wait.await(Map.of("c1", 7L))).isTrue();

        assertThat(archive.readings).hasValue(1);
    }

    @Test
    void aHeadThatNeverComes_isWaitedForTwoSeconds() {
        long begin = System.nanoTime();

        assertThat(wait.await(Map.of("c1", 7L))).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(1_990));
    }

    @Test
    void oneReadingServesAll() throws Exception {
        long begin = System.nanoTime();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WAITERS; i++) {
                clients.execute(() -> wait.await(Map.of("c1", 7L)));
            }
            assertThat(archive.firstReadings.await(10, TimeUnit.SECONDS)).isTrue();
            archive.head = 7;
        }

        long rounds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 50;
        assertThat(archive.readings.get()).isLessThanOrEqualTo(WAITERS + (int) rounds + 1);
    }

    @Test
    void anArchiveThatGoesAway_endsTheWait() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = clients.submit(() -> wait.await(Map.of("c1", 7L)));
            while (archive.readings.get() == 0) {
                Thread.onSpinWait();
            }
            archive.away = true;

            assertThat(waiting.get(1, TimeUnit.SECONDS)).isFalse();
        }
    }
}
