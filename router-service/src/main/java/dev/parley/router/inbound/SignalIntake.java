package dev.parley.router.inbound;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.log.Signal;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Accepts every signal that can be decoded; one of a kind unknown to this version is dropped. Signals have no
/// index: a repeated one says the same again.
public final class SignalIntake implements Intake<Signal> {

    @Override
    public void assigned(TopicPartition partition, @Nullable OffsetAndMetadata committed) {}

    @Override
    public void revoked(TopicPartition partition) {}

    @Override
    public Verdict<Signal> judge(TopicPartition partition, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return new Verdict.Dead<>("no value");
        }
        try {
            Signal signal = Signal.parseFrom(record.value());
            boolean known = signal.getBodyCase() != Signal.BodyCase.BODY_NOT_SET;
            return known ? new Verdict.Accepted<>(signal) : new Verdict.Dropped<>();
        } catch (InvalidProtocolBufferException e) {
            return new Verdict.Dead<>("undecodable: " + e.getMessage());
        }
    }

    @Override
    public OffsetAndMetadata position(TopicPartition partition, long nextOffset) {
        return new OffsetAndMetadata(nextOffset);
    }
}
