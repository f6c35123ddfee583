package dev.parley.log;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// How far a poll loop has read, for an operator who asks. Noted by the loop's thread, from what its consumer knows
/// without asking the broker, at most twice a second; read by any. While the loop does not turn, it is old.
public final class ReadProgress {

    private static final long NOTE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private volatile List<Partition> partitions = List.of();
    private long notedNanos = System.nanoTime() - NOTE_EVERY_NANOS;

    /// @param offset of the next record to be read; -1 if the consumer does not know yet
    /// @param lag records behind the end of the partition; -1 if the consumer does not know yet
    public record Partition(int partition, long offset, long lag) {}

    /// On the loop's thread, after a poll.
    public void note(Consumer<?, ?> consumer) {
        long now = System.nanoTime();
        if (now - notedNanos >= NOTE_EVERY_NANOS) {
            notedNanos = now;
            partitions = progress(consumer, consumer.assignment()).toList();
        }
    }

    /// By number; those of which the loop is assigned.
    public List<Partition> partitions() {
        return partitions;
    }

    private static Stream<Partition> progress(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        return assigned.stream()
                .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                .map(partition -> {
                    OptionalLong lag = consumer.currentLag(partition);
                    // With a lag there is a position, so this does not wait for the broker.
                    long offset = lag.isPresent() ? consumer.position(partition) : -1;
                    return new Partition(partition.partition(), offset, lag.orElse(-1));
                });
    }
}
