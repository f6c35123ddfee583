package dev.parley.chat.sequencing;

import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Owns one partition: decides about its commands and says what may leave when. It does no I/O; the caller does, step
/// by step, and may die between any two of them:
///
/// 1. {@link #takeOver}, {@link TakeOver#fold} to the end of the events, {@link TakeOver#complete};
/// 2. process commands from {@link #firstCommandOffset};
/// 3. {@link #missing}, {@link #load}, {@link #decide}: append the events in their order, with nothing else in
///    between;
/// 4. {@link #appended} for every acknowledgement, in the same order;
/// 5. {@link #release}: send the answers, wait until they are safe, then commit the command offset;
/// 6. now and then, when {@link #isQuiet}: {@link #checkpoint}, write its rows, then its partition row, {@link
///    #checkpointed}.
///
/// Guarantee: whatever is released, committed or checkpointed follows from events that are in the log at their
/// offsets, so a crash, or a second owner that believes the same, changes neither the log as readers see it nor any
/// answer given. Limit: an answer (not an event) may be given twice, and after a crash as `UNAVAILABLE`.
///
/// After {@link OwnershipLostException} the object is dead: every call throws it again. Not thread-safe.
public final class PartitionOwner {

    /// A command in its place, waiting for everything before it.
    private static final class Pending {
        private final long commandOffset;
        private final @Nullable Append append;
        private final @Nullable Outcome answer;
        private boolean acknowledged;

        Pending(long commandOffset, @Nullable Append append, @Nullable Outcome answer) {
            this.commandOffset = commandOffset;
            this.append = append;
            this.answer = answer;
        }

        boolean isSafe() {
            return append == null || acknowledged;
        }
    }

    private final PartitionState state;
    private final ConversationSequencer sequencer;
    private final long checkpointedCommand;
    private final Set<Long> acceptedBefore;
    private final long lastAcceptedBefore;

    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Deque<Pending> unacknowledged = new ArrayDeque<>();
    private long lastDecided = PartitionCheckpoint.NO_COMMAND;
    private long eventOffset;
    private long nextEventOffset;
    private long checkpointedLogIndex;
    private long checkpointedEventOffset;
    private boolean aboutToDecide;
    private @Nullable String lost;

    PartitionOwner(
            PartitionState state,
            ConversationSequencer sequencer,
            long checkpointedCommand,
            Set<Long> acceptedBefore,
            long checkpointedEventOffset,
            long endOffset) {
        this.state = state;
        this.sequencer = sequencer;
        this.checkpointedCommand = checkpointedCommand;
        this.acceptedBefore = acceptedBefore;
        this.checkpointedEventOffset = checkpointedEventOffset;
        // Twins at the end of the log are passed too: the broker may delete them before the next event comes.
        eventOffset = endOffset;
        nextEventOffset = endOffset;
        lastAcceptedBefore = state.lastCommandOffset();
        checkpointedLogIndex = state.logIndex() - acceptedBefore.size();
    }

    /// @param checkpoint as last written; null if the partition never had one
    public static TakeOver takeOver(
            int partition, @Nullable PartitionCheckpoint checkpoint, ConversationSequencer sequencer) {
        return new TakeOver(partition, checkpoint, sequencer);
    }

    public int partition() {
        return state.partition();
    }

    /// Where to start reading `parley.commands`. Not after the last accepted command but after the last
    /// checkpointed one: in between, refusals and repeats may have lost their answers with the former owner, and
    /// get one again. A group rewound to 0 changes nothing. To be asked once, before the first command: those
    /// before it count as decided.
    ///
    /// @param committed the group's committed offset, or a negative number if there is none
    public long firstCommandOffset(long committed) {
        long first = Math.max(Math.max(committed, 0), checkpointedCommand + 1);
        lastDecided = Math.max(lastDecided, first - 1);
        return first;
    }

    /// The rows that must be loaded before {@link #decide} of these. Until then nothing is evicted.
    public Missing missing(List<CommandRecord> commands) {
        aboutToDecide = true;
        return state.missing(commands);
    }

    /// @throws OwnershipLostException if a row knows events that this owner has not seen: another owner is at
    ///     work, and a decision on a mix of two states could be a refusal of what was accepted
    public void load(Missing rows, StateSource source) {
        requireOwnership();
        state.load(rows, source);
        @Nullable String ahead = state.rowAhead(rows);
        if (ahead != null) {
            throw lose(ahead + " was written by another owner");
        }
    }

    /// Decides about the commands in their order. Events are folded in at once, so the next decision sees them;
    /// what they cause leaves with {@link #release} only. Commands decided before are left out.
    ///
    /// @return the events to append, in this order
    public List<Append> decide(List<CommandRecord> commands) {
        requireOwnership();
        aboutToDecide = false;
        List<Append> appends = new ArrayList<>();
        for (CommandRecord record : commands) {
            if (record.offset() <= lastDecided) {
                continue;
            }
            if (record.offset() <= lastAcceptedBefore) {
                pending.addLast(new Pending(record.offset(), null, answerLost(record)));
            } else {
                switch (sequencer.decide(state, record)) {
                    case Decision.Accept accept -> appends.add(accept(record, accept.event()));
                    case Decision.Answer answer ->
                        pending.addLast(new Pending(record.offset(), null, answer.outcome()));
                }
            }
            lastDecided = record.offset();
        }
        return appends;
    }

    /// A record at this offset cannot be decoded: nobody can decide about it, but its place in the order must be
    /// passed.
    public void skip(long commandOffset) {
        requireOwnership();
        if (commandOffset > lastDecided) {
            pending.addLast(new Pending(commandOffset, null, null));
            lastDecided = commandOffset;
        }
    }

    /// The event is in the log, at `offset`. To be called in the order of the appends.
    ///
    /// @throws OwnershipLostException if it is not where it was expected
    public void appended(Append append, long offset) {
        requireOwnership();
        @Nullable Pending next = unacknowledged.peekFirst();
        if (next == null || next.append != append) {
            throw new IllegalStateException(
                    "not the oldest unacknowledged event: " + append.event().getLogIndex());
        }
        if (offset != append.expectedOffset()) {
            throw lose("logIndex " + append.event().getLogIndex() + " landed at offset " + offset + " (expected: "
                    + append.expectedOffset() + ")");
        }
        unacknowledged.removeFirst();
        next.acknowledged = true;
        eventOffset = offset + 1;
    }

    /// What no longer depends on an unacknowledged event.
    public Released release() {
        requireOwnership();
        List<Outcome> answers = new ArrayList<>();
        long commandOffset = Released.NOTHING;
        for (@Nullable Pending next = pending.peekFirst(); next != null && next.isSafe(); next = pending.peekFirst()) {
            pending.removeFirst();
            commandOffset = next.commandOffset + 1;
            if (next.answer != null) {
                answers.add(next.answer);
            }
        }
        return new Released(answers, commandOffset);
    }

    /// True if everything decided is acknowledged and released.
    public boolean isQuiet() {
        return pending.isEmpty();
    }

    /// Events decided or folded since the last checkpoint: how much the next owner would have to fold.
    public long eventsSinceCheckpoint() {
        return state.logIndex() - checkpointedLogIndex;
    }

    /// What to write; empty if nothing happened since the last one. To be taken when quiet, for a row must never
    /// know an event that the log may not have; and after the released answers are safe, for commands up to it
    /// are not answered again. For the same reason there is none before the former owner's last accepted command
    /// was passed.
    public Optional<Checkpoint> checkpoint() {
        requireOwnership();
        if (!isQuiet()) {
            throw new IllegalStateException("a checkpoint of unacknowledged events");
        }
        boolean answeredBefore = lastDecided >= lastAcceptedBefore;
        boolean somethingNew = eventsSinceCheckpoint() > 0 || eventOffset > checkpointedEventOffset;
        return answeredBefore && somethingNew ? Optional.of(state.dirty(eventOffset)) : Optional.empty();
    }

    /// All of this checkpoint is safely written, its partition row too. Decisions may have gone on in the
    /// meantime.
    public void checkpointed(Checkpoint checkpoint) {
        state.written(checkpoint);
        checkpointedLogIndex =
                Math.max(checkpointedLogIndex, checkpoint.partition().logIndex());
        checkpointedEventOffset =
                Math.max(checkpointedEventOffset, checkpoint.partition().eventOffset());
    }

    /// Bounds the cache. What is not yet checkpointed stays, so the bound may be exceeded until the next
    /// checkpoint; and so does everything between {@link #missing} and {@link #decide}, which may rely on any of
    /// it.
    public void evict(int maxConversations, int maxWindows) {
        if (!aboutToDecide) {
            state.evict(maxConversations, maxWindows);
        }
    }

    PartitionState state() {
        return state;
    }

    private Append accept(CommandRecord record, LogEvent event) {
        Append append = new Append(nextEventOffset++, event);
        state.apply(event);
        Pending decided = new Pending(record.offset(), append, null);
        pending.addLast(decided);
        unacknowledged.addLast(decided);
        return append;
    }

    /// Null if the command was accepted: then its ack is made from the log.
    private @Nullable Outcome answerLost(CommandRecord record) {
        return acceptedBefore.contains(record.offset())
                ? null
                : sequencer.answerAgain(state, record).outcome();
    }

    private OwnershipLostException lose(String reason) {
        lost = "partition " + state.partition() + ": " + reason;
        return new OwnershipLostException(lost);
    }

    private void requireOwnership() {
        if (lost != null) {
            throw new OwnershipLostException(lost);
        }
    }
}
