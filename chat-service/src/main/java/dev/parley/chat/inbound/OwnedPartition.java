package dev.parley.chat.inbound;

import dev.parley.chat.checkpoint.CheckpointReader;
import dev.parley.chat.checkpoint.CheckpointWriter;
import dev.parley.chat.inbound.CommandDecoder.Decoded;
import dev.parley.chat.sequencing.Append;
import dev.parley.chat.sequencing.Checkpoint;
import dev.parley.chat.sequencing.CommandRecord;
import dev.parley.chat.sequencing.Missing;
import dev.parley.chat.sequencing.OwnershipLostException;
import dev.parley.chat.sequencing.PartitionOwner;
import dev.parley.chat.sequencing.Released;
import dev.parley.chat.sequencing.StateSource;
import dev.parley.log.path.PathLog;
import dev.parley.log.path.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Drives one owned partition through the steps of {@link PartitionOwner}: load what is missing, decide, append, check
/// where it landed, send the answers, and only then let the command offset be committed. {@link #advance} does what
/// can be done now and never waits. One batch at a time: the loop pauses the partition while one is under way. One
/// thread.
final class OwnedPartition {

    private static final Logger LOG = LoggerFactory.getLogger(OwnedPartition.class);

    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(5);
    private static final long CHECKPOINT_EVENTS = 10_000;
    private static final Duration LOAD_AGAIN_AFTER = Duration.ofMillis(200);

    /// Per partition. A conversation takes about 1 KiB, a full window 5 KiB.
    private static final int MAX_CONVERSATIONS = 10_000;

    private static final int MAX_WINDOWS = 10_000;

    private record Sent(Append append, CompletableFuture<Long> landed) {}

    private record Answering(CompletableFuture<?> safe, long commandOffset) {}

    private final PartitionOwner owner;
    private final Outbound outbound;
    private final CheckpointReader reader;
    private final CheckpointWriter writer;
    private final Freshness freshness;
    private final SequencerMetrics metrics;
    private final PathLog path;
    private final Set<Long> poison;
    private final Runnable wake;

    private List<ConsumerRecord<String, byte[]>> batch = List.of();
    private List<Decoded> decoded = List.of();
    private long batchSinceNanos;
    private @Nullable Missing missing;
    private @Nullable CompletableFuture<StateSource> rows;
    private long loadAgainNanos;
    private int failedLoads;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final Deque<Answering> answering = new ArrayDeque<>();
    private final List<CompletableFuture<?>> letters = new ArrayList<>();
    private long committable = Released.NOTHING;
    private @Nullable Checkpoint written;
    private @Nullable CompletableFuture<Void> writing;
    private long checkpointNanos = System.nanoTime();

    /// @param poison offsets of commands that broke the sequencer before; kept by the loop over take-overs
    /// @param wake called from other threads when something awaited has come
    OwnedPartition(
            PartitionOwner owner,
            Outbound outbound,
            CheckpointReader reader,
            CheckpointWriter writer,
            Freshness freshness,
            SequencerMetrics metrics,
            PathLog path,
            Set<Long> poison,
            Runnable wake) {
        this.owner = owner;
        this.outbound = outbound;
        this.reader = reader;
        this.writer = writer;
        this.freshness = freshness;
        this.metrics = metrics;
        this.path = path;
        this.poison = poison;
        this.wake = wake;
    }

    /// Takes the next commands; only when {@link #isIdle}.
    void accept(List<ConsumerRecord<String, byte[]>> messages) {
        batch = messages;
        batchSinceNanos = System.nanoTime();
        decoded = messages.stream().map(this::decode).toList();
        missing = owner.missing(good());
        if (missing.isEmpty()) {
            missing = null;
            decideAll();
        } else {
            load(missing);
        }
    }

    /// @throws OwnershipLostException if somebody else writes the partition
    /// @throws WriterFailedException if the producer is finished
    /// @throws StaleOwnerException if this process stood still for too long
    void advance() {
        advanceLoading();
        advanceAppends();
        advanceAnswers();
        advanceCheckpoint();
    }

    /// No batch is under way; answers and checkpoints may be.
    boolean isIdle() {
        return batch.isEmpty() && sent.isEmpty();
    }

    /// Idle, and everything released is safe.
    boolean isSettled() {
        return isIdle() && answering.isEmpty();
    }

    Duration busyFor() {
        return Duration.ofNanos(System.nanoTime() - batchSinceNanos);
    }

    /// The command offset that may be committed since the last call, or {@link Released#NOTHING}.
    long takeCommittable() {
        long offset = committable;
        committable = Released.NOTHING;
        return offset;
    }

    /// Starts a checkpoint if one is due. Never while anything is unacknowledged, so that no row knows an event
    /// which the log may not have.
    void checkpointIfDue() {
        if (writing != null || !isSettled()) {
            return;
        }
        boolean timeIsUp = System.nanoTime() - checkpointNanos >= CHECKPOINT_EVERY.toNanos();
        if (timeIsUp || owner.eventsSinceCheckpoint() >= CHECKPOINT_EVENTS) {
            checkpointNow();
        }
    }

    /// Starts a checkpoint; completes when it is written, at once if there is nothing to write. Only when settled.
    CompletableFuture<?> checkpointNow() {
        checkpointNanos = System.nanoTime();
        Checkpoint checkpoint = owner.checkpoint().orElse(null);
        if (checkpoint == null) {
            owner.evict(MAX_CONVERSATIONS, MAX_WINDOWS);
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> started = writer.write(checkpoint);
        written = checkpoint;
        writing = started;
        return started;
    }

    /// Completes when nothing this partition sent is under way any more, whatever became of it.
    CompletableFuture<?> appendsDone() {
        return CompletableFuture.allOf(sent.stream().map(Sent::landed).toArray(CompletableFuture[]::new));
    }

    private Decoded decode(ConsumerRecord<String, byte[]> message) {
        return poison.contains(message.offset())
                ? new Decoded.Poison("the sequencer failed on it")
                : CommandDecoder.decode(message);
    }

    private List<CommandRecord> good() {
        List<CommandRecord> good = new ArrayList<>(decoded.size());
        for (Decoded one : decoded) {
            if (one instanceof Decoded.Good command) {
                good.add(command.record());
            }
        }
        return good;
    }

    private void load(Missing wanted) {
        CompletableFuture<StateSource> loading = reader.load(wanted);
        rows = loading;
        loading.whenComplete((source, failure) -> wake.run());
    }

    private void advanceLoading() {
        Missing wanted = missing;
        if (wanted == null) {
            return;
        }
        CompletableFuture<StateSource> loading = rows;
        if (loading == null) {
            // The last attempt failed: Cassandra is away, and only this partition waits for it.
            if (System.nanoTime() - loadAgainNanos >= 0) {
                load(wanted);
            }
            return;
        }
        if (!loading.isDone()) {
            return;
        }
        rows = null;
        if (loading.isCompletedExceptionally()) {
            // Once per trouble, not ten times a second for as long as Cassandra is away.
            LOG.atLevel(failedLoads++ == 0 ? Level.WARN : Level.DEBUG)
                    .log(
                            "state not loaded partition={} cause={}",
                            owner.partition(),
                            String.valueOf(loading.exceptionNow()));
            loadAgainNanos = System.nanoTime() + LOAD_AGAIN_AFTER.toNanos();
            return;
        }
        if (failedLoads > 0) {
            LOG.info("state loaded partition={} failedBefore={}", owner.partition(), failedLoads);
            failedLoads = 0;
        }
        owner.load(wanted, loading.join());
        missing = null;
        decideAll();
    }

    /// Decides and appends one by one, so that the order of the log is the order of the decisions.
    private void decideAll() {
        if (!freshness.isFresh()) {
            throw new StaleOwnerException();
        }
        for (int i = 0; i < batch.size(); i++) {
            ConsumerRecord<String, byte[]> message = batch.get(i);
            switch (decoded.get(i)) {
                case Decoded.Good command -> decide(command.record());
                case Decoded.Poison poisonous -> {
                    letters.add(outbound.deadLetters().put(message, poisonous.reason()));
                    owner.skip(message.offset());
                    metrics.deadLettered();
                }
            }
        }
        batch = List.of();
        decoded = List.of();
    }

    private void decide(CommandRecord command) {
        List<Append> appends;
        try {
            appends = owner.decide(List.of(command));
        } catch (OwnershipLostException e) {
            throw e;
        } catch (RuntimeException e) {
            // A command that breaks the sequencer would break the next owner too. It is put aside after the state,
            // which
            // may be half changed, was thrown away.
            LOG.error("command put aside partition={} offset={}", owner.partition(), command.offset(), e);
            poison.add(command.offset());
            throw e;
        }
        for (Append append : appends) {
            CompletableFuture<Long> landed = outbound.events().append(owner.partition(), append.event());
            landed.whenComplete((offset, failure) -> wake.run());
            sent.addLast(new Sent(append, landed));
        }
    }

    private void advanceAppends() {
        for (Sent next = sent.peekFirst(); next != null && next.landed.isDone(); next = sent.peekFirst()) {
            sent.removeFirst();
            long offset = result(next.landed);
            owner.appended(next.append, offset);
            metrics.accepted();
            path.step(next.append.event().getEvent(), Step.SEQUENCED, place(offset));
            if (sent.isEmpty()) {
                metrics.batch(busyFor());
            }
        }
        if (missing != null) {
            // Nothing new was decided.
            return;
        }
        Released released = owner.release();
        if (released.commandOffset() == Released.NOTHING) {
            return;
        }
        metrics.answered(released.answers().size());
        List<CompletableFuture<?>> unsafe = new ArrayList<>(letters);
        letters.clear();
        released.answers().forEach(answer -> unsafe.add(outbound.signals().publish(owner.partition(), answer)));
        answering.addLast(new Answering(
                CompletableFuture.allOf(unsafe.toArray(CompletableFuture[]::new)), released.commandOffset()));
    }

    private String place(long offset) {
        return "partition " + owner.partition() + ", offset " + offset;
    }

    private void advanceAnswers() {
        for (Answering next = answering.peekFirst(); next != null && next.safe.isDone(); next = answering.peekFirst()) {
            answering.removeFirst();
            result(next.safe);
            committable = next.commandOffset;
        }
    }

    private void advanceCheckpoint() {
        CompletableFuture<Void> done = writing;
        Checkpoint checkpoint = written;
        if (done == null || checkpoint == null || !done.isDone()) {
            return;
        }
        writing = null;
        written = null;
        metrics.checkpoint(!done.isCompletedExceptionally());
        if (done.isCompletedExceptionally()) {
            LOG.warn(
                    "checkpoint not written partition={} cause={}",
                    owner.partition(),
                    String.valueOf(done.exceptionNow()));
            return;
        }
        owner.checkpointed(checkpoint);
        owner.evict(MAX_CONVERSATIONS, MAX_WINDOWS);
    }

    private static <T> T result(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            throw new WriterFailedException(e.getCause() == null ? e : e.getCause());
        }
    }
}
