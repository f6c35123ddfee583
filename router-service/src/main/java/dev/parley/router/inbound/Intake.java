package dev.parley.router.inbound;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Judges each record of a topic once, in order, when it is read. Used by one thread.
interface Intake<T> {

    /// What becomes of a record.
    sealed interface Verdict<T> {

        /// Goes on to the work.
        record Accepted<T>(T item) implements Verdict<T> {}

        /// Was seen before, or is nobody's.
        record Dropped<T>() implements Verdict<T> {}

        /// Cannot be understood; whoever looks after the system should see it.
        record Dead<T>(String why) implements Verdict<T> {}
    }

    /// The partition is ours from here on.
    void assigned(TopicPartition partition, @Nullable OffsetAndMetadata committed);

    void revoked(TopicPartition partition);

    Verdict<T> judge(TopicPartition partition, ConsumerRecord<String, byte[]> record);

    /// What to commit once everything judged so far is done.
    OffsetAndMetadata position(TopicPartition partition, long nextOffset);
}
