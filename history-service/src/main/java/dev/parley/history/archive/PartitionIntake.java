package dev.parley.history.archive;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.log.LogIndexGate;
import dev.parley.log.ReadPosition;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import org.jspecify.annotations.Nullable;

/// Decides about each record of one partition of `parley.events`, in order: it counts, it is noise, or nobody can use
/// it. Used by one thread, for the records of one poll; {@link #position} is what to commit once the counted ones are
/// written.
final class PartitionIntake {

    /// What becomes of a record.
    sealed interface Verdict {
        /// The next of the log.
        record Accepted(ArchivedEvent event) implements Verdict {}

        /// The next of the log, and nothing to store: a private event of a kind that is not known here.
        record Ignored() implements Verdict {}

        /// A late twin or an orphan of a former sequencer.
        record Noise(long logIndex) implements Verdict {}

        /// To be put aside for a human; the ones behind it go on.
        record Unusable(String reason) implements Verdict {}
    }

    private LogIndexGate gate;
    private long nextOffset;
    private boolean jumped;

    PartitionIntake(ReadPosition from) {
        this.gate = new LogIndexGate(from.lastAccepted());
        this.nextOffset = from.offset();
    }

    Verdict take(long offset, @Nullable String key, byte @Nullable [] value) {
        if (offset != nextOffset) {
            // The records in between are gone: deleted by retention while nobody read, or the topic is a new one.
            // Waiting for
            // an index that no longer exists would stop the partition for ever, so the log is taken up where it is.
            jumped = jumped || nextOffset != 0;
            gate = new LogIndexGate(LogIndexGate.NONE);
        }
        nextOffset = offset + 1;
        if (value == null) {
            return new Verdict.Unusable("no value");
        }
        LogEvent event;
        try {
            event = LogEvent.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return new Verdict.Unusable("not a LogEvent: " + e.getMessage());
        }
        if (event.getLogIndex() <= LogIndexGate.NONE) {
            return new Verdict.Unusable("logIndex: " + event.getLogIndex() + " (expected: > 0)");
        }
        if (!gate.accept(event.getLogIndex())) {
            return new Verdict.Noise(event.getLogIndex());
        }
        if (event.hasEvent() && event.getEvent().getSeq() == 0 && !isKnownPrivate(event)) {
            return new Verdict.Ignored();
        }
        String problem = Storability.problem(event, key);
        return problem == null ? new Verdict.Accepted(new ArchivedEvent(event, offset)) : new Verdict.Unusable(problem);
    }

    /// Behind the last record taken.
    ReadPosition position() {
        return new ReadPosition(nextOffset, gate.lastAccepted());
    }

    /// True if records were missing between the position and the first record: the log is shorter than what was
    /// not yet read.
    boolean jumped() {
        return jumped;
    }

    private static boolean isKnownPrivate(LogEvent event) {
        return event.getPrivateEvent().getKindCase() != PrivateEvent.KindCase.KIND_NOT_SET;
    }
}
