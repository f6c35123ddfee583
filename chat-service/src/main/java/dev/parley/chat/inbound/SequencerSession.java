package dev.parley.chat.inbound;

import dev.parley.chat.checkpoint.CheckpointReader;
import dev.parley.chat.checkpoint.CheckpointWriter;
import dev.parley.chat.sequencing.OwnershipLostException;
import dev.parley.chat.sequencing.PartitionOwner;
import dev.parley.chat.sequencing.Released;
import dev.parley.log.KafkaSettings;
import dev.parley.log.ReadProgress;
import dev.parley.log.path.PathLog;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One life of consumer and producer. Every partition assigned to it is either being taken over (paused), under way
/// with a batch, or idle. A partition that has to wait longer than a moment, for Kafka or for Cassandra, is paused,
/// and the loop goes on polling, so that the others run on and the group keeps this member. One thread.
final class SequencerSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SequencerSession.class);

    private static final String GROUP = "chat-sequencer";
    private static final int TAKE_OVER_THREADS = 2;
    private static final Duration POLL_IDLE = Duration.ofMillis(100);
    private static final Duration POLL_BUSY = Duration.ofMillis(10);

    /// How long the loop stands by a batch before it polls again: an acknowledgement takes about a millisecond.
    private static final Duration STAND_BY = Duration.ofMillis(50);

    /// A commit is a request to the broker; what is committed late is decided again after a crash, to the same
    /// effect.
    private static final Duration COMMIT_EVERY = Duration.ofMillis(250);

    private static final Duration FINISH_WITHIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final String instanceId;
    private final CheckpointReader reader;
    private final CheckpointWriter checkpoints;
    private final SequencerMetrics metrics;
    private final PathLog path;
    private final ReadProgress progress;
    private final Consumer<String, byte[]> consumer;
    private final Thread thread = Thread.currentThread();
    private final ExecutorService takeOverThreads = Executors.newFixedThreadPool(
            TAKE_OVER_THREADS,
            Thread.ofPlatform().name("take-over-", 0).daemon().factory());
    private final Freshness freshness = new Freshness();
    private final Map<Integer, PartitionTakeOver> takingOver = new HashMap<>();
    private final Map<Integer, OwnedPartition> owned = new HashMap<>();
    private final Map<Integer, Set<Long>> poison = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> toCommit = new HashMap<>();
    private Outbound outbound;
    private long committedNanos = System.nanoTime();

    private SequencerSession(
            KafkaSettings kafka,
            String instanceId,
            CheckpointReader reader,
            CheckpointWriter checkpoints,
            SequencerMetrics metrics,
            PathLog path,
            ReadProgress progress) {
        this.kafka = kafka;
        this.instanceId = instanceId;
        this.reader = reader;
        this.checkpoints = checkpoints;
        this.metrics = metrics;
        this.path = path;
        this.progress = progress;
        consumer = new KafkaConsumer<>(kafka.consumer(GROUP, instanceId + "-sequencer"));
        outbound = Outbound.open(kafka, instanceId + "-sequencer");
    }

    static SequencerSession open(
            KafkaSettings kafka,
            String instanceId,
            CheckpointReader reader,
            CheckpointWriter checkpoints,
            SequencerMetrics metrics,
            PathLog path,
            ReadProgress progress) {
        SequencerSession session =
                new SequencerSession(kafka, instanceId, reader, checkpoints, metrics, path, progress);
        session.consumer.subscribe(List.of(kafka.topics().commands()), session.new Rebalance());
        return session;
    }

    /// One poll and what follows from it.
    void turn() {
        ConsumerRecords<String, byte[]> messages = consumer.poll(isAnyBusy() ? POLL_BUSY : POLL_IDLE);
        progress.note(consumer);
        if (!freshness.mark() && !owned.isEmpty()) {
            // The records of this poll are read again after the take-over, from the committed offset.
            LOG.warn("the process stood still, all partitions are taken over again");
            takeOverAll();
            return;
        }
        adopt();
        for (TopicPartition partition : messages.partitions()) {
            attempt(partition.partition(), one -> one.accept(messages.records(partition)));
        }
        standBy();
        pauseBusy();
        commit();
        forEachOwned(OwnedPartition::checkpointIfDue);
    }

    /// Gives everything back: finishes, commits, checkpoints and leaves the group, so that the broker reassigns at
    /// once.
    @Override
    public void close() {
        takingOver.values().forEach(PartitionTakeOver::cancel);
        takeOverThreads.shutdownNow();
        try {
            // Calls the rebalance listener, which finishes, commits and checkpoints.
            consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
        } catch (KafkaException e) {
            LOG.warn("consumer not closed in order", e);
        }
        outbound.writer().close();
    }

    /// Owners that are ready begin where the group, or their checkpoint, says.
    private void adopt() {
        for (PartitionTakeOver done :
                takingOver.values().stream().filter(one -> one.owner().isDone()).toList()) {
            PartitionOwner owner = done.owner().join();
            int number = owner.partition();
            TopicPartition partition = commands(number);
            long first;
            try {
                first = owner.firstCommandOffset(committed(partition));
            } catch (org.apache.kafka.common.errors.TimeoutException e) {
                // Kafka is away; asked again at the next turn, and what happened meanwhile shows in the offsets.
                return;
            }
            takingOver.remove(number);
            metrics.takenOver();
            owned.put(
                    number,
                    new OwnedPartition(
                            owner,
                            outbound,
                            reader,
                            checkpoints,
                            freshness,
                            metrics,
                            path,
                            poison.computeIfAbsent(number, none -> new HashSet<>()),
                            this::wake));
            consumer.seek(partition, first);
            consumer.resume(List.of(partition));
        }
    }

    private long committed(TopicPartition partition) {
        OffsetAndMetadata committed =
                consumer.committed(Set.of(partition), FINISH_WITHIN).get(partition);
        return committed == null ? -1 : committed.offset();
    }

    private boolean isAnyBusy() {
        return !takingOver.isEmpty() || owned.values().stream().anyMatch(one -> !one.isSettled());
    }

    /// Waits for the young batches; they are woken for as soon as something has come.
    private void standBy() {
        forEachOwned(OwnedPartition::advance);
        while (owned.values().stream().anyMatch(SequencerSession::isYoung)) {
            LockSupport.parkNanos(this, STAND_BY.toNanos() / 10);
            forEachOwned(OwnedPartition::advance);
        }
    }

    private static boolean isYoung(OwnedPartition one) {
        return !one.isIdle() && one.busyFor().compareTo(STAND_BY) < 0;
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void pauseBusy() {
        Set<TopicPartition> paused = consumer.paused();
        owned.forEach((number, one) -> {
            TopicPartition partition = commands(number);
            if (one.isIdle() && paused.contains(partition)) {
                consumer.resume(List.of(partition));
            } else if (!one.isIdle() && !paused.contains(partition)) {
                consumer.pause(List.of(partition));
            }
        });
    }

    private void commit() {
        collectCommits();
        if (!toCommit.isEmpty() && System.nanoTime() - committedNanos >= COMMIT_EVERY.toNanos()) {
            committedNanos = System.nanoTime();
            consumer.commitAsync(Map.copyOf(toCommit), (offsets, failure) -> {
                if (failure != null) {
                    LOG.info("offsets not committed, the next ones will be cause={}", failure.toString());
                }
            });
            toCommit.clear();
        }
    }

    private void collectCommits() {
        owned.forEach((number, one) -> {
            long offset = one.takeCommittable();
            if (offset != Released.NOTHING) {
                toCommit.put(commands(number), new OffsetAndMetadata(offset));
            }
        });
    }

    private void forEachOwned(java.util.function.Consumer<OwnedPartition> step) {
        for (Integer number : List.copyOf(owned.keySet())) {
            attempt(number, step);
        }
    }

    /// Does one step of one partition; whatever goes wrong ends its ownership, or all ownership, and begins a new
    /// one.
    private void attempt(int number, java.util.function.Consumer<OwnedPartition> step) {
        OwnedPartition one = owned.get(number);
        if (one == null) {
            return;
        }
        try {
            step.accept(one);
        } catch (OwnershipLostException e) {
            LOG.warn("ownership lost, taking over again partition={} cause={}", number, e.getMessage());
            metrics.ownershipLost();
            takeOver(number);
        } catch (StaleOwnerException e) {
            LOG.warn("the process stood still, all partitions are taken over again");
            takeOverAll();
        } catch (WriterFailedException e) {
            LOG.error("producer failed, all partitions are taken over again", e);
            outbound.writer().abandon();
            outbound = Outbound.open(kafka, instanceId + "-sequencer");
            takeOverAll();
        } catch (RuntimeException e) {
            LOG.error("partition failed, taking over again partition={}", number, e);
            takeOver(number);
        }
    }

    private void takeOverAll() {
        metrics.ownershipLost();
        List.copyOf(owned.keySet()).forEach(this::takeOver);
    }

    private void takeOver(int number) {
        OwnedPartition former = drop(number);
        consumer.pause(List.of(commands(number)));
        PartitionTakeOver begun = new PartitionTakeOver(
                number,
                kafka,
                instanceId,
                reader,
                former == null ? CompletableFuture.completedFuture(null) : former.appendsDone(),
                this::wake);
        takingOver.put(number, begun);
        takeOverThreads.execute(begun);
    }

    private @Nullable OwnedPartition drop(int number) {
        PartitionTakeOver unfinished = takingOver.remove(number);
        if (unfinished != null) {
            unfinished.cancel();
        }
        toCommit.remove(commands(number));
        return owned.remove(number);
    }

    private TopicPartition commands(int number) {
        return new TopicPartition(kafka.topics().commands(), number);
    }

    /// Called within poll and close, on the loop's thread.
    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.info("partitions assigned partitions={}", partitions);
            partitions.forEach(partition -> takeOver(partition.partition()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            LOG.info("partitions revoked partitions={}", partitions);
            if (freshness.isFresh()) {
                finish(partitions.stream().map(TopicPartition::partition).toList());
            }
            partitions.forEach(partition -> drop(partition.partition()));
        }

        /// Somebody else may own them by now: nothing is finished, nothing is written.
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.warn("partitions lost partitions={}", partitions);
            partitions.forEach(partition -> drop(partition.partition()));
        }
    }

    /// As far as it goes in the time: wait for what is under way, commit it, checkpoint it. What does not get
    /// done is done by the next owner.
    private void finish(List<Integer> numbers) {
        long until = System.nanoTime() + FINISH_WITHIN.toNanos();
        try {
            List<OwnedPartition> going =
                    numbers.stream().map(owned::get).filter(Objects::nonNull).toList();
            going.forEach(OwnedPartition::advance);
            while (going.stream().anyMatch(one -> !one.isSettled()) && System.nanoTime() - until < 0) {
                LockSupport.parkNanos(this, Duration.ofMillis(5).toNanos());
                going.forEach(OwnedPartition::advance);
            }
            collectCommits();
            if (!toCommit.isEmpty()) {
                consumer.commitSync(Map.copyOf(toCommit), FINISH_WITHIN);
                toCommit.clear();
            }
            CompletableFuture<?>[] written = going.stream()
                    .filter(OwnedPartition::isSettled)
                    .map(OwnedPartition::checkpointNow)
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(written).get(FINISH_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            LOG.warn("partitions given back unfinished partitions={} cause={}", numbers, e.toString());
        }
    }
}
