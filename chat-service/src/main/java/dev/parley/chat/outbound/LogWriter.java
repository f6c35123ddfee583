package dev.parley.chat.outbound;

import dev.parley.log.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/// The one idempotent producer of the sequencer. It keeps the order of each partition and never gives a record up
/// while Kafka is away, so it cannot leave a hole. If it fails all the same it is finished: nothing it was given may
/// be taken for written, and whoever holds it closes it, opens a new one and takes its partitions over again.
///
/// Called by the sequencing thread; completions come on the producer's thread and must not block.
public final class LogWriter implements AutoCloseable {

    /// How long one call may block the sequencing thread when the broker is unknown or the buffer full.
    private static final Duration MAX_BLOCK = Duration.ofSeconds(3);

    private static final long BUFFER_BYTES = 64L * 1024 * 1024;

    private final Producer<String, byte[]> producer;

    private LogWriter(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    public static LogWriter open(KafkaSettings kafka, String clientId) {
        Map<String, Object> config = new HashMap<>(kafka.producer(clientId));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        return new LogWriter(new KafkaProducer<>(config));
    }

    CompletableFuture<RecordMetadata> send(ProducerRecord<String, byte[]> message) {
        CompletableFuture<RecordMetadata> written = new CompletableFuture<>();
        try {
            producer.send(message, (metadata, failure) -> {
                if (failure == null) {
                    written.complete(metadata);
                } else {
                    written.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            written.completeExceptionally(e);
        }
        return written;
    }

    /// Gives up what is not written yet; a request on its way may still land.
    public void abandon() {
        producer.close(Duration.ZERO);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
