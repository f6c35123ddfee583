package dev.parley.chat.outbound;

import dev.parley.contract.Topics;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.Signal;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Sends answers to commands that became no event to `parley.signals`. At least once; a repeat is an answer nobody
/// waits for any more. They go to the partition of their commands, which is the conversation's in both topics, so a
/// conversation's answers keep their order.
public final class SignalPublisher {

    private final LogWriter writer;
    private final String topic;

    public SignalPublisher(LogWriter writer, Topics topics) {
        this.writer = writer;
        topic = topics.signals();
    }

    /// Completes when all in-sync replicas have it; at once if the command named nobody who waits.
    public CompletableFuture<?> publish(int partition, Outcome outcome) {
        if (!outcome.hasOrigin()) {
            return CompletableFuture.completedFuture(null);
        }
        Signal signal = Signal.newBuilder()
                .setConversationId(conversationId(outcome))
                .setOutcome(outcome)
                .build();
        return writer.send(new ProducerRecord<>(topic, partition, null, signal.toByteArray()));
    }

    /// A refusal names no conversation; whoever waits knows it by the origin.
    private static String conversationId(Outcome outcome) {
        return switch (outcome.getBodyCase()) {
            case DUPLICATE -> outcome.getDuplicate().getConversationId();
            case EXISTS -> outcome.getExists().getConversationId();
            case REFUSED, DONE, BODY_NOT_SET -> "";
        };
    }
}
