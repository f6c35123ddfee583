package dev.parley.router.inbound;

import dev.parley.log.ReadProgress;
import dev.parley.router.RouterMetrics;
import dev.parley.router.RouterMetrics.Source;
import dev.parley.router.fanout.BatchWork;
import dev.parley.router.fanout.TemporaryFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one topic with one consumer on one thread: poll, do the work of all of it, note the offsets for the
/// commit. At least once; order per partition.
///
/// - Offsets are committed after the work, at most every {@link #COMMIT_EVERY}, and when partitions are given
///   away or the loop ends. A crash repeats what was done since.
/// - While the work fails for a time (Redis is away), the same batch is tried again and again, and the consumer
///   keeps polling with its partitions paused: it stays in the group and nothing is skipped.
/// - If the consumer itself fails, it is replaced by a new one, which starts at the last commit.
public final class PollLoop<T> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PollLoop.class);

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(250);
    private static final Duration BROKER_ANSWERS = Duration.ofSeconds(5);
    private static final Duration NEW_CONSUMER_AFTER = Duration.ofSeconds(1);

    /// Without partitions for so long, the group has its members and none is left for this one.
    private static final Duration JOINED_AFTER = Duration.ofSeconds(10);

    private final Source source;
    private final String topic;
    private final Supplier<Consumer<String, byte[]>> newConsumer;
    private final Intake<T> intake;
    private final PendingBatch<T> pending;
    private final RouterMetrics metrics;
    private final Thread thread;

    private final ReadProgress progress = new ReadProgress();
    private final Set<TopicPartition> assignment = new HashSet<>();

    /// Done and not committed yet.
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    private long committedAtNanos = System.nanoTime();
    private boolean retrying;
    private volatile boolean running = true;
    private volatile boolean assigned;
    private volatile long startedAtNanos;
    private volatile long polledAtNanos;
    private volatile @Nullable Consumer<String, byte[]> consumer;

    public PollLoop(
            Source source,
            String topic,
            Supplier<Consumer<String, byte[]>> newConsumer,
            Intake<T> intake,
            BatchWork<T> work,
            DeadLetters deadLetters,
            RouterMetrics metrics) {
        this.source = source;
        this.topic = topic;
        this.newConsumer = newConsumer;
        this.intake = intake;
        this.pending = new PendingBatch<>(source, work, deadLetters, metrics);
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().name("router-" + topic).unstarted(this::run);
    }

    public void start() {
        startedAtNanos = System.nanoTime();
        thread.start();
    }

    /// In the group and polling.
    public boolean isReading() {
        long now = System.nanoTime();
        boolean polling = polledAtNanos != 0 && now - polledAtNanos < TimeUnit.SECONDS.toNanos(30);
        return polling && (assigned || now - startedAtNanos > JOINED_AFTER.toNanos());
    }

    /// The partitions this loop is assigned.
    public ReadProgress progress() {
        return progress;
    }

    /// Ends after the batch in hand; what is not done stays in the log for another router.
    @Override
    public void close() {
        running = false;
        Consumer<String, byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running) {
            try {
                readWith(newConsumer.get());
            } catch (RuntimeException e) {
                log.error("consumer failed, taking a new one topic={}", topic, e);
                pause(NEW_CONSUMER_AFTER);
            }
        }
    }

    private void readWith(Consumer<String, byte[]> fresh) {
        consumer = fresh;
        retrying = false;
        try {
            fresh.subscribe(Set.of(topic), new Rebalances(fresh));
            pollUntilEnd(fresh);
            commitNow(fresh, Set.copyOf(uncommitted.keySet()));
        } finally {
            consumer = null;
            try {
                fresh.close(CloseOptions.timeout(BROKER_ANSWERS));
            } finally {
                forget(Set.copyOf(assignment));
            }
        }
    }

    private void pollUntilEnd(Consumer<String, byte[]> from) {
        try {
            while (running) {
                step(from);
            }
        } catch (WakeupException e) {
            log.info("reading ends topic={}", topic);
        }
    }

    private void step(Consumer<String, byte[]> from) {
        if (retrying && pending.isEmpty()) {
            // What was being retried went to another router.
            resume(from);
        }
        ConsumerRecords<String, byte[]> records = from.poll(retrying ? RETRY : POLL);
        polledAtNanos = System.nanoTime();
        progress.note(from);
        if (!records.isEmpty()) {
            metrics.read(source, records.count());
            for (TopicPartition partition : records.partitions()) {
                for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                    pending.add(partition, record, intake.judge(partition, record));
                }
            }
        }
        if (!pending.isEmpty()) {
            work(from);
        }
        commitIfDue(from);
    }

    private void work(Consumer<String, byte[]> from) {
        long start = System.nanoTime();
        try {
            pending.finish().forEach((partition, next) -> uncommitted.put(partition, intake.position(partition, next)));
            metrics.batchTook(source, Duration.ofNanos(System.nanoTime() - start));
            if (retrying) {
                resume(from);
            }
        } catch (TemporaryFailure e) {
            metrics.retried(source);
            if (!retrying) {
                log.warn("work fails for now, retrying topic={} cause={}", topic, e.getMessage());
                retrying = true;
            }
            from.pause(from.assignment());
        }
    }

    private void resume(Consumer<String, byte[]> from) {
        log.info("work goes on topic={}", topic);
        from.resume(from.assignment());
        retrying = false;
    }

    private void commitIfDue(Consumer<String, byte[]> to) {
        long now = System.nanoTime();
        if (uncommitted.isEmpty() || now - committedAtNanos < COMMIT_EVERY.toNanos()) {
            return;
        }
        committedAtNanos = now;
        to.commitAsync(Map.copyOf(uncommitted), (offsets, failure) -> {
            if (failure != null) {
                // The next commit says more than this one did; a crash before it repeats some work.
                log.warn("commit failed topic={} cause={}", topic, failure.toString());
            }
        });
        uncommitted.clear();
    }

    private void commitNow(Consumer<String, byte[]> to, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(uncommitted);
        offsets.keySet().retainAll(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            to.commitSync(offsets, BROKER_ANSWERS);
            uncommitted.keySet().removeAll(offsets.keySet());
        } catch (RuntimeException e) {
            log.warn("last commit failed, its records will be routed again topic={} cause={}", topic, e.toString());
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        pending.forget(partitions);
        uncommitted.keySet().removeAll(partitions);
        assignment.removeAll(partitions);
        partitions.forEach(intake::revoked);
    }

    private void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    /// Called inside `poll`, on the loop's thread.
    private final class Rebalances implements ConsumerRebalanceListener {

        private final Consumer<String, byte[]> of;

        private Rebalances(Consumer<String, byte[]> of) {
            this.of = of;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Map<TopicPartition, OffsetAndMetadata> committed = of.committed(Set.copyOf(partitions), BROKER_ANSWERS);
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata position = committed.get(partition);
                intake.assigned(partition, position);
                if (position != null) {
                    // Offset and index must come from one commit, also if another one came in between.
                    of.seek(partition, position.offset());
                }
            }
            if (retrying) {
                of.pause(partitions);
            }
            assignment.addAll(partitions);
            assigned = true;
            log.info("partitions assigned topic={} partitions={}", topic, partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commitNow(of, partitions);
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }
    }
}
