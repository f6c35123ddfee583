package dev.parley.router.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.router.CountedMetrics;
import dev.parley.router.RouterMetrics.Source;
import dev.parley.router.fanout.TemporaryFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The loop on a scripted consumer: no broker, no network.
@Timeout(30)
class PollLoopTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TopicPartition ONE = new TopicPartition("events", 1);
    private static final TopicPartition TWO = new TopicPartition("events", 2);

    private final MockConsumer<String, byte[]> first = consumer();
    private final MockConsumer<String, byte[]> second = consumer();
    private final Queue<Consumer<String, byte[]>> consumers = new ConcurrentLinkedQueue<>(List.of(first, second));
    private final List<String> done = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    private final PollLoop<String> loop = new PollLoop<>(
            Source.EVENTS,
            "events",
            consumers::remove,
            new Keys(),
            this::work,
            new DeadLetters("dead", new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer())),
            new CountedMetrics());

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void end() {
        loop.close();
    }

    @Test
    void doneRecords_areCommitted_beforeTheLoopEnds() {
        inPoll(first, () -> {
            first.rebalance(List.of(ONE));
            add(first, ONE, 0, "a");
        });
        await().atMost(SOON).until(() -> done.equals(List.of("a")));

        await().atMost(SOON).until(() -> committed(first, ONE) == 1);
    }

    @Test
    void failingWork_isRetried_withPartitionsPaused_andTheNextRecordsComeAfter() {
        away = true;
        inPoll(first, () -> {
            first.rebalance(List.of(ONE));
            add(first, ONE, 0, "a");
        });
        await().atMost(SOON).until(() -> first.paused().contains(ONE));
        inPoll(first, () -> add(first, ONE, 1, "b"));
        assertThat(done).isEmpty();

        away = false;

        await().atMost(SOON).until(() -> done.equals(List.of("a", "b")));
        assertThat(first.paused()).isEmpty();
    }

    @Test
    void consumerThatFails_isReplaced_alsoInTheMiddleOfARetry() {
        away = true;
        inPoll(first, () -> {
            first.rebalance(List.of(ONE));
            add(first, ONE, 0, "a");
        });
        await().atMost(SOON).until(() -> first.paused().contains(ONE));

        inPoll(first, () -> first.setPollException(new KafkaException("broken")));
        await().atMost(SOON).until(first::closed);
        away = false;
        inPoll(second, () -> {
            second.rebalance(List.of(ONE));
            add(second, ONE, 0, "a");
        });

        await().atMost(SOON).until(() -> done.equals(List.of("a")));
        assertThat(second.paused()).isEmpty();
    }

    private void work(List<String> items) {
        if (away) {
            throw new TemporaryFailure("away", new IllegalStateException());
        }
        done.addAll(items);
    }

    private static MockConsumer<String, byte[]> consumer() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updateBeginningOffsets(Map.of(ONE, 0L, TWO, 0L));
        return consumer;
    }

    /// The scripted consumer is no more thread-safe than a real one: what changes it runs inside its poll.
    private static void inPoll(MockConsumer<String, byte[]> consumer, Runnable change) {
        consumer.schedulePollTask(change);
    }

    private static void add(MockConsumer<String, byte[]> to, TopicPartition partition, long offset, String key) {
        to.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, new byte[] {1}));
    }

    private static long committed(MockConsumer<String, byte[]> consumer, TopicPartition partition) {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? 0 : offset.offset();
    }

    /// Accepts every record as its key.
    private static final class Keys implements Intake<String> {

        @Override
        public void assigned(TopicPartition partition, @Nullable OffsetAndMetadata committed) {}

        @Override
        public void revoked(TopicPartition partition) {}

        @Override
        public Verdict<String> judge(TopicPartition partition, ConsumerRecord<String, byte[]> record) {
            return new Verdict.Accepted<>(record.key());
        }

        @Override
        public OffsetAndMetadata position(TopicPartition partition, long nextOffset) {
            return new OffsetAndMetadata(nextOffset);
        }
    }
}
