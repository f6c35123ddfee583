package dev.parley.router.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.router.CountedMetrics;
import dev.parley.router.RouterMetrics.Source;
import dev.parley.router.fanout.TemporaryFailure;
import dev.parley.router.inbound.Intake.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PendingBatchTest {

    private static final TopicPartition ONE = new TopicPartition("events", 1);
    private static final TopicPartition TWO = new TopicPartition("events", 2);

    private final MockProducer<String, byte[]> letters =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final List<String> done = new ArrayList<>();
    private final PendingBatch<String> batch =
            new PendingBatch<>(Source.EVENTS, this::work, new DeadLetters("dead", letters), new CountedMetrics());
    private boolean away;

    @Test
    void doneBatch_tellsTheNextOffsets_andIsEmpty() {
        accept(ONE, 5, "a");
        accept(ONE, 6, "b");
        batch.add(TWO, record(TWO, 9), new Verdict.Dropped<>());

        assertThat(batch.finish()).isEqualTo(Map.of(ONE, 7L, TWO, 10L));
        assertThat(done).containsExactly("a", "b");
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void batchThatFails_isKept_andDoneWholeLater() {
        accept(ONE, 5, "a");
        away = true;
        assertThatExceptionOfType(TemporaryFailure.class).isThrownBy(batch::finish);
        assertThat(batch.isEmpty()).isFalse();

        away = false;

        assertThat(batch.finish()).isEqualTo(Map.of(ONE, 6L));
        assertThat(done).containsExactly("a");
    }

    @Test
    void partitionGivenAway_isForgotten() {
        accept(ONE, 5, "a");
        accept(TWO, 5, "b");

        batch.forget(List.of(ONE));

        assertThat(batch.finish()).isEqualTo(Map.of(TWO, 6L));
        assertThat(done).containsExactly("b");
    }

    @Test
    void deadRecord_goesToTheLetters_withWhereAndWhy_once() {
        batch.add(ONE, record(ONE, 5), new Verdict.Dead<>("undecodable: x"));
        accept(ONE, 6, "b");
        away = true;
        assertThatExceptionOfType(TemporaryFailure.class).isThrownBy(batch::finish);
        away = false;
        batch.finish();

        assertThat(letters.history()).hasSize(1);
        assertThat(letters.history().getFirst().topic()).isEqualTo("dead");
        assertThat(header("topic")).isEqualTo("events");
        assertThat(header("partition")).isEqualTo("1");
        assertThat(header("offset")).isEqualTo("5");
        assertThat(header("why")).isEqualTo("undecodable: x");
        assertThat(done).containsExactly("b");
    }

    @Test
    void impossibleRecord_isPutAside_andThoseAroundItAreDone() {
        accept(ONE, 5, "a");
        accept(ONE, 6, "poison");
        accept(ONE, 7, "c");

        assertThat(batch.finish()).isEqualTo(Map.of(ONE, 8L));

        assertThat(done).containsExactly("a", "c");
        assertThat(letters.history()).hasSize(1);
        assertThat(header("offset")).isEqualTo("6");
    }

    private void work(List<String> items) {
        if (away) {
            throw new TemporaryFailure("away", new IllegalStateException());
        }
        if (items.contains("poison")) {
            throw new IllegalArgumentException("poison");
        }
        done.addAll(items);
    }

    private void accept(TopicPartition partition, long offset, String item) {
        batch.add(partition, record(partition, offset), new Verdict.Accepted<>(item));
    }

    private String header(String name) {
        return new String(
                letters.history().getFirst().headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static ConsumerRecord<String, byte[]> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "g", new byte[] {1});
    }
}
