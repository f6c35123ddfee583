package dev.parley.history.archive;

import dev.parley.log.ReadPosition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where each owned partition stands: everything before the position is in the archive. Offsets are committed from
/// here and from nowhere else, so a commit never runs ahead of the work. Used by the polling thread only; the
/// rebalance callbacks come on it too.
final class ReadPositions implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReadPositions.class);
    private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, ReadPosition> positions = new HashMap<>();
    private final Set<TopicPartition> uncommitted = new HashSet<>();
    private boolean paused;

    ReadPositions(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    ReadPosition of(TopicPartition partition) {
        return positions.getOrDefault(partition, ReadPosition.of(null));
    }

    void advance(Map<TopicPartition, ReadPosition> reached) {
        positions.putAll(reached);
        uncommitted.addAll(reached.keySet());
    }

    /// Goes back to the positions: what was polled and not written is polled again.
    void rewind(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, of(partition).offset());
        }
    }

    /// Nothing is fetched while paused, but polling goes on, so that the group keeps this member.
    void pause() {
        paused = true;
        consumer.pause(consumer.assignment());
    }

    void resume() {
        paused = false;
        consumer.resume(consumer.paused());
    }

    /// Commits what is new. A commit that fails is made good by the next one; until then a restart repeats some
    /// work.
    void commit() {
        Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
        for (TopicPartition partition : uncommitted) {
            commit.put(partition, of(partition).toCommit());
        }
        if (commit.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(commit, COMMIT_PATIENCE);
            uncommitted.clear();
        } catch (KafkaException e) {
            LOG.warn("commit failed partitions={} error={}", commit.keySet(), e.toString());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        for (TopicPartition partition : partitions) {
            ReadPosition position = ReadPosition.of(committed.get(partition));
            positions.put(partition, position);
            LOG.info(
                    "partition taken partition={} offset={} lastAccepted={}",
                    partition,
                    position.offset(),
                    position.lastAccepted());
        }
        if (paused) {
            consumer.pause(partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        // Somebody else may own them already; a commit of ours could put their position back.
        forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(positions::remove);
        uncommitted.removeAll(partitions);
        LOG.info("partitions given back partitions={}", partitions);
    }
}
