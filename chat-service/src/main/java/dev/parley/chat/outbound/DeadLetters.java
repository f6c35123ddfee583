package dev.parley.chat.outbound;

import dev.parley.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a record that can never be processed into `parley.dead-letters`, as it was, with headers that say where it
/// stood and why it is there. At least once.
public final class DeadLetters {

    public static final String TOPIC_HEADER = "parley-topic";
    public static final String PARTITION_HEADER = "parley-partition";
    public static final String OFFSET_HEADER = "parley-offset";
    public static final String REASON_HEADER = "parley-reason";
    public static final String PART_HEADER = "parley-part";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final LogWriter writer;
    private final String topic;

    public DeadLetters(LogWriter writer, Topics topics) {
        this.writer = writer;
        topic = topics.deadLetters();
    }

    public CompletableFuture<?> put(ConsumerRecord<String, byte[]> poison, String reason) {
        LOG.warn(
                "dead letter topic={} partition={} offset={} reason={}",
                poison.topic(),
                poison.partition(),
                poison.offset(),
                reason);
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(topic, poison.key(), poison.value());
        Headers headers = letter.headers();
        headers.add(TOPIC_HEADER, bytes(poison.topic()));
        headers.add(PARTITION_HEADER, bytes(Integer.toString(poison.partition())));
        headers.add(OFFSET_HEADER, bytes(Long.toString(poison.offset())));
        headers.add(REASON_HEADER, bytes(reason));
        headers.add(PART_HEADER, bytes("chat-service"));
        return writer.send(letter);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
