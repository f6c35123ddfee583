package dev.parley.chat.sequencing;

import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A chat-service that owns, or believes it owns, the partition. Drives the real {@link PartitionOwner} in steps
/// small enough that anything may happen between any two: its death, a pause, another owner's whole life.
final class ModelOwner {

    private enum Phase {
        READ_CHECKPOINT,
        READ_ENDS,
        FOLD,
        RUN
    }

    private final ModelRun run;
    private final Random random;
    private final Sabotage sabotage;
    private final ConversationSequencer sequencer;
    private boolean paused;

    private Phase phase = Phase.READ_CHECKPOINT;
    private @Nullable TakeOver takeOver;
    private long endOffset;
    private long foldOffset;
    private long committedAtStart;

    private @Nullable PartitionOwner owner;
    private long position;
    private List<CommandRecord> batch = List.of();
    private ModelChannel channel;
    private long lastAppendEnd;
    private final Deque<Outcome> outbox = new ArrayDeque<>();
    private long toCommit = Released.NOTHING;
    private @Nullable Checkpoint checkpoint;
    private int rowsUnderWay;
    private boolean partitionRowUnderWay;

    ModelOwner(ModelRun run, ConversationSequencer sequencer) {
        this.run = run;
        this.random = run.random();
        this.sabotage = run.sabotage();
        this.sequencer = sequencer;
        channel = run.openChannel();
    }

    boolean isPaused() {
        return paused;
    }

    /// Wakes up with a cold cache as often as not: then rows are read that others have written in the meantime.
    void pauseOrWake() {
        paused = !paused;
        if (!paused && owner != null && random.nextBoolean()) {
            owner.evict(0, 0);
        }
    }

    void die() {
        channel.abandon();
    }

    /// One step. Losing the ownership throws everything away and starts again.
    void step() {
        try {
            switch (phase) {
                case READ_CHECKPOINT -> readCheckpoint();
                case READ_ENDS -> readEnds();
                case FOLD -> fold();
                case RUN -> runStep();
            }
        } catch (OwnershipLostException e) {
            run.counts().lost++;
            restart();
        }
    }

    /// True if every command is decided, acknowledged, answered and committed.
    boolean isDone() {
        return owner != null
                && position >= run.commands().size()
                && batch.isEmpty()
                && owner.isQuiet()
                && outbox.isEmpty()
                && toCommit == Released.NOTHING;
    }

    @Nullable
    PartitionOwner owner() {
        return owner;
    }

    void rowLanded(ModelStore.Write write) {
        @Nullable Checkpoint current = checkpoint;
        if (current == null || write.checkpoint() != current) {
            return;
        }
        if (!(write.value() instanceof PartitionCheckpoint)) {
            rowsUnderWay--;
        } else if (owner != null) {
            owner.checkpointed(current);
            checkpoint = null;
            partitionRowUnderWay = false;
        }
    }

    private void restart() {
        channel.abandon();
        channel = run.openChannel();
        phase = Phase.READ_CHECKPOINT;
        owner = null;
        takeOver = null;
        batch = List.of();
        outbox.clear();
        toCommit = Released.NOTHING;
        // Rows on their way land by themselves; nobody waits for them.
        checkpoint = null;
        rowsUnderWay = 0;
        partitionRowUnderWay = false;
    }

    private void readCheckpoint() {
        run.counts().takeOvers++;
        takeOver = PartitionOwner.takeOver(ModelRun.PARTITION, run.store().checkpoint(), sequencer);
        foldOffset = takeOver.firstEventOffset();
        phase = Phase.READ_ENDS;
    }

    private void readEnds() {
        endOffset = run.events().size();
        lastAppendEnd = endOffset;
        committedAtStart = run.committed();
        phase = Phase.FOLD;
    }

    private void fold() {
        TakeOver folding = takeOver();
        if (foldOffset < endOffset) {
            List<EventRecord> records = new ArrayList<>();
            long to = Math.min(endOffset, foldOffset + 1 + random.nextInt(6));
            for (; foldOffset < to; foldOffset++) {
                LogEvent event = run.events().get((int) foldOffset);
                LogEvent seen = sabotage == Sabotage.FOLD_SKIPPED ? LogEvent.getDefaultInstance() : event;
                records.add(new EventRecord(foldOffset, seen));
            }
            folding.fold(records, run.store());
            return;
        }
        owner = folding.complete(endOffset);
        takeOver = null;
        position = owner.firstCommandOffset(committedAtStart);
        phase = Phase.RUN;
    }

    private void runStep() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                if (batch.isEmpty()) {
                    readBatch();
                } else {
                    decideBatch();
                }
            }
            case 3, 4 -> acknowledge();
            case 5 -> release();
            case 6 -> sendOrCommit();
            case 7, 8 -> checkpointStep();
            default -> running().evict(random.nextInt(4), random.nextInt(6));
        }
    }

    private void readBatch() {
        int size = run.commands().size();
        int to = Math.min(size, (int) position + 1 + random.nextInt(4));
        if (position >= to) {
            return;
        }
        batch = List.copyOf(run.commands().records().subList((int) position, to));
        position = to;
        if (sabotage == Sabotage.COMMIT_BEFORE_WORK) {
            run.commit(to);
        }
        PartitionOwner current = running();
        current.load(current.missing(batch), run.store());
    }

    private void decideBatch() {
        PartitionOwner current = running();
        // What an eviction took since the batch was read is loaded again.
        current.load(current.missing(batch), run.store());
        for (CommandRecord record : batch) {
            if (run.commands().isUndecodable(record.offset())) {
                current.skip(record.offset());
                continue;
            }
            for (Append append : current.decide(List.of(asDecided(record)))) {
                LogEvent event = asAppended(append.event());
                channel.send(append, event);
                if (sabotage == Sabotage.SENT_IS_ACKNOWLEDGED) {
                    current.appended(append, append.expectedOffset());
                }
                if (sabotage == Sabotage.ACK_FROM_MEMORY) {
                    run.ack(event);
                }
            }
        }
        batch = List.of();
    }

    private CommandRecord asDecided(CommandRecord record) {
        return switch (sabotage) {
            case CLOCK_IN_THE_DECISION -> new CommandRecord(record.offset(), run.clockMillis(), record.command());
            case DEDUP_OFF -> {
                Command command = record.command();
                String neverSeen = command.getClientId() + "#" + record.offset();
                yield new CommandRecord(
                        record.offset(),
                        record.appendTimeMillis(),
                        command.getClientId().isEmpty()
                                ? command
                                : command.toBuilder().setClientId(neverSeen).build());
            }
            default -> record;
        };
    }

    private LogEvent asAppended(LogEvent event) {
        if (sabotage != Sabotage.DEDUP_OFF) {
            return event;
        }
        LogEvent.Builder original = event.toBuilder();
        original.getEventBuilder().setClientId(clientIdOf(event.getEvent().getClientId()));
        return original.build();
    }

    private Outcome asAnswered(Outcome outcome) {
        if (sabotage != Sabotage.DEDUP_OFF) {
            return outcome;
        }
        Outcome.Builder original = outcome.toBuilder().setClientId(clientIdOf(outcome.getClientId()));
        if (outcome.hasRefused()) {
            original.getRefusedBuilder().setClientId(original.getClientId());
        }
        return original.build();
    }

    private static String clientIdOf(String neverSeen) {
        int mark = neverSeen.indexOf('#');
        return mark < 0 ? neverSeen : neverSeen.substring(0, mark);
    }

    private void acknowledge() {
        ModelChannel.@Nullable Landed landed = channel.nextAcknowledgement();
        if (landed != null && sabotage != Sabotage.SENT_IS_ACKNOWLEDGED) {
            boolean trusting = sabotage == Sabotage.NO_OFFSET_CHECK;
            lastAppendEnd = landed.offset() + 1;
            running().appended(landed.append(), trusting ? landed.append().expectedOffset() : landed.offset());
        }
    }

    private void release() {
        if (outbox.isEmpty() && toCommit == Released.NOTHING) {
            Released released = running().release();
            released.answers().forEach(answer -> outbox.addLast(asAnswered(answer)));
            toCommit = released.commandOffset();
        }
    }

    private void sendOrCommit() {
        @Nullable Outcome next = outbox.pollFirst();
        if (next != null) {
            run.answer(next);
        } else if (toCommit != Released.NOTHING) {
            if (random.nextInt(5) > 0) {
                run.commit(toCommit);
            }
            toCommit = Released.NOTHING;
        }
    }

    private void checkpointStep() {
        PartitionOwner current = running();
        @Nullable Checkpoint writing = checkpoint;
        if (writing == null) {
            if (current.isQuiet() && outbox.isEmpty()) {
                current.checkpoint().ifPresent(this::writeRows);
            }
        } else if (rowsUnderWay == 0 && !partitionRowUnderWay) {
            writePartition(writing);
        }
    }

    private void writeRows(Checkpoint next) {
        run.counts().checkpoints++;
        checkpoint = next;
        rowsUnderWay = next.conversations().size() + next.windows().size();
        next.conversations()
                .forEach(row -> run.write(
                        new ModelStore.Write(this, next, row.conversationId(), row.snapshot(), row.writeTimestamp())));
        next.windows()
                .forEach(row ->
                        run.write(new ModelStore.Write(this, next, row.key(), row.snapshot(), row.writeTimestamp())));
        if (sabotage == Sabotage.PARTITION_ROW_FIRST) {
            writePartition(next);
        }
        // The worst moment to be stopped: what is under way now arrives when others have written long since.
        if (random.nextInt(6) == 0) {
            pauseOrWake();
        }
    }

    private void writePartition(Checkpoint next) {
        partitionRowUnderWay = true;
        PartitionCheckpoint row = next.partition();
        if (sabotage == Sabotage.NO_OFFSET_CHECK) {
            row = new PartitionCheckpoint(
                    row.partition(), lastAppendEnd, row.logIndex(), row.lastMessageId(), row.lastCommandOffset());
        }
        run.write(ModelStore.partitionWrite(this, next, row));
    }

    private PartitionOwner running() {
        @Nullable PartitionOwner current = owner;
        if (current == null) {
            throw new IllegalStateException("not running: " + phase);
        }
        return current;
    }

    private TakeOver takeOver() {
        @Nullable TakeOver current = takeOver;
        if (current == null) {
            throw new IllegalStateException("not taking over: " + phase);
        }
        return current;
    }
}
