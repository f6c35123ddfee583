package dev.parley.chat.sequencing;

import dev.parley.log.LogIndexGate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// On the way to owning a partition: folds `parley.events` from the checkpoint to its end. Holds nothing but memory,
/// so it may be dropped at any point.
public final class TakeOver {

    private final PartitionState state;
    private final ConversationSequencer sequencer;
    private final long checkpointedCommand;
    private final long firstEventOffset;
    private final Set<Long> acceptedCommands = new HashSet<>();
    private long nextOffset;

    TakeOver(int partition, @Nullable PartitionCheckpoint checkpoint, ConversationSequencer sequencer) {
        if (checkpoint != null && checkpoint.partition() != partition) {
            throw new IllegalArgumentException(
                    "partition: " + partition + " (the checkpoint is of " + checkpoint.partition() + ")");
        }
        this.sequencer = sequencer;
        state = new PartitionState(partition, checkpoint);
        checkpointedCommand = state.lastCommandOffset();
        firstEventOffset = checkpoint == null ? 0 : checkpoint.eventOffset();
        nextOffset = firstEventOffset;
    }

    /// Where to start reading `parley.events`.
    public long firstEventOffset() {
        return firstEventOffset;
    }

    /// The rows these events need; lets the caller fetch them together before {@link #fold}.
    public Missing missing(List<EventRecord> events) {
        return state.missingFor(events);
    }

    /// Folds the next records in. Twins and orphans are dropped.
    ///
    /// @throws BrokenLogException if events are missing between the checkpoint and these
    public void fold(List<EventRecord> events, StateSource rows) {
        state.load(state.missingFor(events), rows);
        for (EventRecord record : events) {
            fold(record);
        }
    }

    /// The record at this offset cannot be decoded. Every reader drops it, so the fold does too.
    public void skip(long offset) {
        pass(offset);
    }

    /// Ends the fold; the first own event is expected at the log's end.
    ///
    /// @param endOffset the end of `parley.events`, read before the last records were
    /// @throws OwnershipLostException if another owner has appended since; the cure is to start the take-over
    ///     again
    /// @throws BrokenLogException if the records given do not reach the end: some are gone, or the log itself is
    ///     another
    public PartitionOwner complete(long endOffset) {
        if (nextOffset < endOffset || endOffset < firstEventOffset) {
            throw new BrokenLogException("partition " + state.partition() + ": parley.events has offsets "
                    + firstEventOffset + " to " + endOffset + " to fold, but the records end at " + nextOffset);
        }
        @Nullable String ahead = state.rowAhead(state.everything());
        if (ahead != null) {
            throw new OwnershipLostException(
                    "partition " + state.partition() + ": " + ahead + " knows events after offset " + endOffset);
        }
        return new PartitionOwner(
                state, sequencer, checkpointedCommand, acceptedCommands, firstEventOffset, nextOffset);
    }

    private void fold(EventRecord record) {
        pass(record.offset());
        long logIndex = record.event().getLogIndex();
        // The gate would drop what follows a hole for ever, as it drops twins; LogIndexGate.NONE would hide one.
        if (logIndex > state.logIndex() + 1) {
            throw new BrokenLogException("partition " + state.partition() + ": logIndex " + logIndex + " at offset "
                    + record.offset() + " (expected: " + (state.logIndex() + 1) + ")");
        }
        if (logIndex > LogIndexGate.NONE && state.apply(record.event())) {
            acceptedCommands.add(record.event().getCommandOffset());
        }
    }

    private void pass(long offset) {
        nextOffset = Math.max(nextOffset, offset + 1);
    }
}
