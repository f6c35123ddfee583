package dev.parley.chat.devices;

import com.google.protobuf.Timestamp;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.SessionChange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/// Writes what users do to their lists of devices into `parley.presence`, between their openings: one order and one
/// clock decide whether a device was revoked before or after it was opened. Never blocks its caller.
public final class DeviceLog implements AutoCloseable {

    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(3);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    private final String topic;
    private final Clock clock;
    private final Executor blocking;
    private final KafkaProducer<String, byte[]> producer;

    /// @param blocking runs the sends, which may block for a second
    public DeviceLog(KafkaSettings kafka, String instanceId, Clock clock, Executor blocking) {
        this.topic = kafka.topics().presence();
        this.clock = clock;
        this.blocking = blocking;
        Map<String, Object> config = kafka.producer(instanceId + "-devices");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        producer = new KafkaProducer<>(config);
    }

    CompletableFuture<Void> revoked(String userId, String deviceId) {
        return write(SessionChange.newBuilder()
                .setKind(SessionChange.Kind.REVOKED)
                .setUserId(userId)
                .setDeviceId(deviceId));
    }

    CompletableFuture<Void> renamed(String userId, String deviceId, String name) {
        return write(SessionChange.newBuilder()
                .setKind(SessionChange.Kind.RENAMED)
                .setUserId(userId)
                .setDeviceId(deviceId)
                .setName(name));
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }

    /// Done when Kafka has it; fails if that takes too long, and may then still come to be.
    private CompletableFuture<Void> write(SessionChange.Builder change) {
        Instant now = clock.instant();
        change.setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()));
        CompletableFuture<Void> written = new CompletableFuture<>();
        blocking.execute(() -> send(change.build(), written));
        return written.orTimeout(ACKNOWLEDGED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("NullAway") // the only value of Void
    private void send(SessionChange change, CompletableFuture<Void> written) {
        try {
            producer.send(
                    new ProducerRecord<>(topic, change.getUserId(), change.toByteArray()), (metadata, failure) -> {
                        // Off the producer's thread: what follows may write a response.
                        if (failure == null) {
                            written.completeAsync(() -> null, blocking);
                        } else {
                            written.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException e) {
            written.completeExceptionally(e);
        }
    }
}
