package dev.parley.terminal.people;

import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Command;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Writes commands and marks into the log as a gateway does, beside the limits that are made for people. At least once,
/// in order per conversation; nobody is told the outcome, because the commands name no origin.
public final class CommandLog implements AutoCloseable {

    private static final long BUFFER_BYTES = 2 * 1024 * 1024;

    private final String commands;
    private final String activity;
    private final Producer<String, byte[]> producer;

    public CommandLog(KafkaSettings kafka) {
        commands = kafka.topics().commands();
        activity = kafka.topics().activity();
        Map<String, Object> config = new HashMap<>(kafka.producer("people"));
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        producer = new KafkaProducer<>(config);
    }

    /// Blocks while Kafka cannot be reached.
    ///
    /// @throws org.apache.kafka.common.KafkaException if that takes a minute
    void append(Command command) {
        producer.send(new ProducerRecord<>(commands, command.getConversationId(), command.toByteArray()));
    }

    void append(Activity mark) {
        producer.send(new ProducerRecord<>(activity, mark.getConversationId(), mark.toByteArray()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
