package dev.parley.chat.outcome;

import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Command;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts commands of REST calls into `parley.commands`, key = conversation. Nobody waits for Kafka's acknowledgement:
/// the outcome on the bus says more. May block up to a second while Kafka cannot be reached, so it is never called on
/// an event loop.
public final class CommandSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandSender.class);
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    private final String topic;
    private final KafkaProducer<String, byte[]> producer;

    public CommandSender(KafkaSettings kafka, String instanceId) {
        topic = kafka.topics().commands();
        Map<String, Object> config = kafka.producer(instanceId + "-commands");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        producer = new KafkaProducer<>(config);
    }

    /// False if the command could not even be queued.
    boolean send(Command command) {
        try {
            producer.send(
                    new ProducerRecord<>(topic, command.getConversationId(), command.toByteArray()),
                    (metadata, failure) -> {
                        if (failure != null) {
                            LOG.warn("command not written conversation={}", command.getConversationId(), failure);
                        }
                    });
            return true;
        } catch (KafkaException e) {
            LOG.warn("command not queued conversation={}", command.getConversationId(), e);
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
