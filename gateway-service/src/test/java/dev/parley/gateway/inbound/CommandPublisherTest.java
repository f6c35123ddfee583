package dev.parley.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Command;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CommandPublisherTest {

    private static final KafkaSettings KAFKA = new KafkaSettings("127.0.0.1:1", "", 8);

    private static Command command(String clientId) {
        return Command.newBuilder()
                .setConversationId("d_1")
                .setClientId(clientId)
                .build();
    }

    /// Fails at the start of a send as often as it is told to, like a producer that finds no leader.
    private static final class Flaky extends MockProducer<String, byte[]> {

        private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

        private Flaky(boolean autoComplete) {
            super(autoComplete, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            RuntimeException failure = failures.poll();
            if (failure == null) {
                return super.send(record, callback);
            }
            if (failure instanceof org.apache.kafka.common.errors.ApiException) {
                callback.onCompletion(null, failure);
                return CompletableFuture.failedFuture(failure);
            }
            throw failure;
        }

        private List<String> written() throws Exception {
            List<String> ids = new java.util.ArrayList<>();
            for (ProducerRecord<String, byte[]> record : history()) {
                ids.add(Command.parseFrom(record.value()).getClientId());
            }
            return ids;
        }
    }

    @Test
    void whileNoLeaderIsKnown_theFirstCommandIsTriedAgain_andNoneOvertakesIt() {
        Flaky producer = new Flaky(true);
        producer.failures.addAll(List.of(new TimeoutException("no leader"), new TimeoutException("no leader")));
        try (CommandPublisher publisher = new CommandPublisher(KAFKA, () -> producer)) {
            publisher.publish(command("a"), () -> {});
            publisher.publish(command("b"), () -> {});
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(producer.written()).containsExactly("a", "b"));
        }
    }

    @Test
    void withoutAnAcknowledgement_itIsBehindAfterTwoSeconds_andNoLongerOnceItComes() {
        Flaky producer = new Flaky(false);
        try (CommandPublisher publisher = new CommandPublisher(KAFKA, () -> producer)) {
            publisher.publish(command("a"), () -> {});
            assertThat(publisher.isBehind()).isFalse();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(publisher::isBehind);
            producer.completeNext();
            assertThat(publisher.isBehind()).isFalse();
        }
    }

    @Test
    void aRecordThatCannotBeWritten_isToldToItsSender_andTheNextGoesOn() {
        Flaky producer = new Flaky(true);
        producer.failures.add(new RecordTooLargeException("x"));
        AtomicInteger failed = new AtomicInteger();
        try (CommandPublisher publisher = new CommandPublisher(KAFKA, () -> producer)) {
            publisher.publish(command("a"), failed::incrementAndGet);
            publisher.publish(command("b"), failed::incrementAndGet);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(producer.written()).containsExactly("b"));
            assertThat(failed).hasValue(1);
            assertThat(publisher.isBehind()).isFalse();
        }
    }

    @Test
    void aProducerInAFatalState_isReplaced() {
        Flaky dead = new Flaky(true);
        dead.failures.add(new KafkaException("fatal state"));
        Flaky fresh = new Flaky(true);
        Queue<Flaky> producers = new ConcurrentLinkedQueue<>(List.of(dead, fresh));
        try (CommandPublisher publisher = new CommandPublisher(KAFKA, producers::poll)) {
            publisher.publish(command("a"), () -> {});
            publisher.publish(command("b"), () -> {});
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(fresh.written()).containsExactly("b"));
        }
    }
}
