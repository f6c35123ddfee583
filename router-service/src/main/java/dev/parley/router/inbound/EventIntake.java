package dev.parley.router.inbound;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.log.LogIndexGate;
import dev.parley.log.ReadPosition;
import dev.parley.proto.log.LogEvent;
import dev.parley.router.RouterMetrics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts events by `logIndex`. The last accepted index is committed with the offset, and read back with it.
///
/// If records were deleted before they were read (the router was away for longer than the topic keeps them),
/// the gate starts afresh at the first that is left; else it would wait for ever for what is gone.
public final class EventIntake implements Intake<LogEvent> {

    private static final Logger log = LoggerFactory.getLogger(EventIntake.class);

    /// The group has never committed here: any offset may come first.
    private static final long ANY = -1;

    private final RouterMetrics metrics;
    private final Map<TopicPartition, Reading> readings = new HashMap<>();

    public EventIntake(RouterMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void assigned(TopicPartition partition, @Nullable OffsetAndMetadata committed) {
        ReadPosition position = ReadPosition.of(committed);
        long next = committed == null ? ANY : position.offset();
        readings.put(partition, new Reading(new LogIndexGate(position.lastAccepted()), next));
    }

    @Override
    public void revoked(TopicPartition partition) {
        readings.remove(partition);
    }

    @Override
    public Verdict<LogEvent> judge(TopicPartition partition, ConsumerRecord<String, byte[]> record) {
        Reading reading = reading(partition);
        if (reading.next != ANY && reading.next != record.offset()) {
            log.warn(
                    "records deleted unread, logIndex starts afresh partition={} expected={} found={}",
                    partition,
                    reading.next,
                    record.offset());
            metrics.rebased();
            reading.gate = new LogIndexGate(LogIndexGate.NONE);
        }
        reading.next = record.offset() + 1;
        return judge(reading.gate, record);
    }

    @Override
    public OffsetAndMetadata position(TopicPartition partition, long nextOffset) {
        return new ReadPosition(nextOffset, reading(partition).gate.lastAccepted()).toCommit();
    }

    private static Verdict<LogEvent> judge(LogIndexGate gate, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return new Verdict.Dead<>("no value");
        }
        LogEvent event;
        try {
            event = LogEvent.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            return new Verdict.Dead<>("undecodable: " + e.getMessage());
        }
        if (event.getLogIndex() <= 0) {
            return new Verdict.Dead<>("logIndex: " + event.getLogIndex() + " (expected: > 0)");
        }
        if (!gate.accept(event.getLogIndex())) {
            return new Verdict.Dropped<>();
        }
        if (event.getEvent().getConversationId().isEmpty()) {
            return new Verdict.Dead<>("no event of a conversation");
        }
        return new Verdict.Accepted<>(event);
    }

    private Reading reading(TopicPartition partition) {
        Reading reading = readings.get(partition);
        if (reading == null) {
            throw new IllegalStateException("partition " + partition + ": not assigned");
        }
        return reading;
    }

    private static final class Reading {

        private LogIndexGate gate;
        private long next;

        private Reading(LogIndexGate gate, long next) {
            this.gate = gate;
            this.next = next;
        }
    }
}
