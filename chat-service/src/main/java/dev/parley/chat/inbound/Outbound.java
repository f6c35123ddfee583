package dev.parley.chat.inbound;

import dev.parley.chat.outbound.DeadLetters;
import dev.parley.chat.outbound.EventAppender;
import dev.parley.chat.outbound.LogWriter;
import dev.parley.chat.outbound.SignalPublisher;
import dev.parley.log.KafkaSettings;

/// Everything the sequencer writes to, over one producer; all of it ends together.
record Outbound(LogWriter writer, EventAppender events, SignalPublisher signals, DeadLetters deadLetters) {

    static Outbound open(KafkaSettings kafka, String clientId) {
        LogWriter writer = LogWriter.open(kafka, clientId);
        return new Outbound(
                writer,
                new EventAppender(writer, kafka.topics()),
                new SignalPublisher(writer, kafka.topics()),
                new DeadLetters(writer, kafka.topics()));
    }
}
