package dev.parley.chat.outbound;

import dev.parley.contract.Topics;
import dev.parley.proto.log.LogEvent;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Step 5 of docs/message-path.md. Writes an event to `parley.events`, in the partition its command came from: this
/// single write is the commit. Order per partition is the order of the calls; once, unless somebody else writes the
/// partition, which the offset tells. The future fails only if the writer is finished for good.
public final class EventAppender {

    private final LogWriter writer;
    private final String topic;

    public EventAppender(LogWriter writer, Topics topics) {
        this.writer = writer;
        topic = topics.events();
    }

    /// Completes with the offset at which the event landed, once all in-sync replicas have it.
    public CompletableFuture<Long> append(int partition, LogEvent event) {
        String key = event.getEvent().getConversationId();
        return writer.send(new ProducerRecord<>(topic, partition, key, event.toByteArray()))
                .thenApply(RecordMetadata::offset);
    }
}
