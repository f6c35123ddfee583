package dev.parley.router.inbound;

import dev.parley.log.KafkaSettings;
import dev.parley.router.fanout.TemporaryFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts records that cannot be routed where someone looks for them, as they are, with headers that say where
/// each came from and why. Waits until Kafka has it, so the offset behind it may be committed. At least once.
public final class DeadLetters implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<String, byte[]> producer;

    public DeadLetters(KafkaSettings settings, String clientId) {
        this(settings.topics().deadLetters(), new KafkaProducer<>(settings.producer(clientId)));
    }

    DeadLetters(String topic, Producer<String, byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /// @throws TemporaryFailure if Kafka did not confirm in time
    void send(ConsumerRecord<String, byte[]> record, String why) {
        log.warn(
                "dead letter topic={} partition={} offset={} why={}",
                record.topic(),
                record.partition(),
                record.offset(),
                why);
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(topic, record.key(), record.value());
        header(letter, "topic", record.topic());
        header(letter, "partition", Integer.toString(record.partition()));
        header(letter, "offset", Long.toString(record.offset()));
        header(letter, "where", "router");
        header(letter, "why", why);
        try {
            producer.send(letter).get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TemporaryFailure("dead letter", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TemporaryFailure("dead letter", e);
        }
    }

    @Override
    public void close() {
        producer.close(AT_MOST);
    }

    private static void header(ProducerRecord<String, byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
