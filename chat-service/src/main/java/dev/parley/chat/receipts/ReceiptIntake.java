package dev.parley.chat.receipts;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.log.LogIndexGate;
import dev.parley.log.ReadPosition;
import dev.parley.proto.log.LogEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the receipts stand in the two topics they are made of. Marks wait in memory for the turn of their
/// conversation, so a position is committed only once nothing waits that came before it: after a crash
/// everything that waited is read again. Of events, those are taken that every reader of the log takes. One
/// thread, rebalance callbacks included.
final class ReceiptIntake implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiptIntake.class);
    private static final Duration NOTE_EVERY = Duration.ofSeconds(1);

    private static final OffsetCommitCallback IGNORE_FAILURE = (offsets, failure) -> {
        if (failure != null) {
            LOG.debug("positions of receipts not committed", failure);
        }
    };

    private record Noted(long atNanos, Map<TopicPartition, OffsetAndMetadata> positions) {}

    private static final class Reading {
        private LogIndexGate gate;
        private long nextOffset;

        private Reading(ReadPosition from) {
            gate = new LogIndexGate(from.lastAccepted());
            nextOffset = from.offset();
        }
    }

    private final Consumer<String, byte[]> consumer;
    private final Runnable onRebalance;
    private final Map<TopicPartition, Reading> readings = new HashMap<>();
    private final Deque<Noted> noted = new ArrayDeque<>();

    /// @param onRebalance what is remembered of conversations may be another instance's matter from now on
    ReceiptIntake(Consumer<String, byte[]> consumer, Runnable onRebalance) {
        this.consumer = consumer;
        this.onRebalance = onRebalance;
    }

    /// Every record, before anything is made of it.
    void passed(ConsumerRecord<String, byte[]> message) {
        reading(message).nextOffset = message.offset() + 1;
    }

    /// The event, if it counts: no twin, no orphan, nothing private.
    Optional<LogEvent> accepted(ConsumerRecord<String, byte[]> message) {
        Reading reading = reading(message);
        if (message.offset() != reading.nextOffset) {
            // What was in between has been deleted by retention; the log is taken up where it is.
            reading.gate = new LogIndexGate(LogIndexGate.NONE);
        }
        try {
            LogEvent event = LogEvent.parseFrom(message.value());
            boolean counts = event.getLogIndex() > LogIndexGate.NONE && reading.gate.accept(event.getLogIndex());
            return counts && event.getEvent().getSeq() > 0 ? Optional.of(event) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("undecodable event partition={} offset={}", message.partition(), message.offset());
            return Optional.empty();
        }
    }

    /// @param oldestNanos when the oldest mark came that still waits
    void commit(long nowNanos, long oldestNanos) {
        if (noted.isEmpty() || nowNanos - noted.getLast().atNanos >= NOTE_EVERY.toNanos()) {
            Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
            readings.forEach((partition, reading) -> positions.put(
                    partition, new ReadPosition(reading.nextOffset, reading.gate.lastAccepted()).toCommit()));
            noted.add(new Noted(nowNanos, positions));
        }
        @Nullable Noted done = null;
        while (!noted.isEmpty() && noted.getFirst().atNanos - oldestNanos < 0) {
            done = noted.removeFirst();
        }
        if (done != null && !done.positions.isEmpty()) {
            consumer.commitAsync(done.positions, IGNORE_FAILURE);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        for (TopicPartition partition : partitions) {
            readings.put(partition, new Reading(ReadPosition.of(committed.get(partition))));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        readings.keySet().removeAll(partitions);
        noted.clear();
        onRebalance.run();
    }

    private Reading reading(ConsumerRecord<String, byte[]> message) {
        return readings.computeIfAbsent(
                new TopicPartition(message.topic(), message.partition()),
                partition -> new Reading(new ReadPosition(message.offset(), LogIndexGate.NONE)));
    }
}
