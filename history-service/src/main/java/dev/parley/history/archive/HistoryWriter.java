package dev.parley.history.archive;

import dev.parley.history.archive.DeadLetters.DeadLetter;
import dev.parley.history.archive.PartitionIntake.Verdict;
import dev.parley.log.ReadPosition;
import dev.parley.log.ReadProgress;
import dev.parley.log.path.PathLog;
import dev.parley.log.path.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Step 9a of docs/message-path.md. Writes every accepted event to the archive.
///
/// At least once, and harmless when twice: offsets are committed only after the archive has everything before them,
/// and every write is one that can be repeated. Order: the rows of a poll become visible before the heads that cover
/// them. While the archive is down the writer stays in its group, holds its position and tries again for ever; it
/// catches up by itself. Lives as long as its consumer, on one thread; {@link #stop} may be called from any.
final class HistoryWriter {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /// A crash repeats at most this much work; a commit per poll would be a round trip per few messages.
    private static final Duration COMMIT_EVERY = Duration.ofMillis(500);
    private static final Duration BACKOFF_MIN = Duration.ofMillis(100);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(2);

    private final Consumer<String, byte[]> consumer;
    private final ReadPositions positions;
    private final DeadLetters deadLetters;
    private final ArchiveStore store;
    private final HistoryMetrics metrics;
    private final PathLog path;
    private final ReadProgress progress;
    private final Clock clock;

    private Instant committed = Instant.EPOCH;
    private Duration backoff = BACKOFF_MIN;
    private volatile boolean stopping;

    HistoryWriter(
            Consumer<String, byte[]> consumer,
            DeadLetters deadLetters,
            ArchiveStore store,
            HistoryMetrics metrics,
            PathLog path,
            ReadProgress progress,
            Clock clock) {
        this.consumer = consumer;
        this.positions = new ReadPositions(consumer);
        this.deadLetters = deadLetters;
        this.store = store;
        this.metrics = metrics;
        this.path = path;
        this.progress = progress;
        this.clock = clock;
    }

    /// Returns after {@link #stop}, with everything written committed. Any other way out is an exception, and then
    /// whoever reads next goes on from the last commit.
    void run(String topic) {
        consumer.subscribe(List.of(topic), positions);
        try {
            while (!stopping) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                progress.note(consumer);
                if (!records.isEmpty()) {
                    writeOrGoBack(records);
                }
                if (clock.instant().isAfter(committed.plus(COMMIT_EVERY))) {
                    positions.commit();
                    committed = clock.instant();
                }
            }
        } catch (WakeupException e) {
            LOG.debug("woken up to stop");
        }
        positions.commit();
        // A wake-up that came between polls is spent on the first commit.
        positions.commit();
    }

    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    private void writeOrGoBack(ConsumerRecords<String, byte[]> records) {
        try {
            write(records);
            backoff = BACKOFF_MIN;
        } catch (ArchiveUnavailable e) {
            metrics.stalled();
            LOG.warn(
                    "archive unavailable partitions={} retryInMillis={} error={}",
                    records.partitions(),
                    backoff.toMillis(),
                    String.valueOf(e.getCause()));
            positions.rewind(records.partitions());
            waitInGroup();
        }
    }

    private void write(ConsumerRecords<String, byte[]> records) throws ArchiveUnavailable {
        Tally tally = new Tally();
        Map<TopicPartition, ReadPosition> reached = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            PartitionIntake intake = new PartitionIntake(positions.of(partition));
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                tally.add(record, intake.take(record.offset(), record.key(), record.value()));
            }
            reached.put(partition, intake.position());
            if (intake.jumped()) {
                LOG.error("records missing in the log partition={} wanted={}", partition, positions.of(partition));
            }
        }
        store.write(Projection.of(tally.accepted));
        tally.accepted.forEach(
                event -> path.step(event.logEvent().getEvent(), Step.STORED, "offset " + event.offset()));
        deadLetters.put(tally.unusable);
        positions.advance(reached);
        tally.tell(metrics, clock);
    }

    /// Waits by polling with everything paused: a member that does not poll is put out of the group after
    /// `max.poll.interval.ms`.
    private void waitInGroup() {
        positions.pause();
        Instant until = clock.instant().plus(backoff);
        while (!stopping && clock.instant().isBefore(until)) {
            ConsumerRecords<String, byte[]> stray = consumer.poll(Duration.between(clock.instant(), until));
            positions.rewind(stray.partitions());
        }
        positions.resume();
        Duration doubled = backoff.multipliedBy(2);
        backoff = doubled.compareTo(BACKOFF_MAX) < 0 ? doubled : BACKOFF_MAX;
    }

    /// What one poll brought.
    private static final class Tally {

        private final List<ArchivedEvent> accepted = new ArrayList<>();
        private final List<DeadLetter> unusable = new ArrayList<>();
        private final List<Noise> noise = new ArrayList<>();
        private int ignored;
        private long youngestMillis;

        void add(ConsumerRecord<String, byte[]> record, Verdict verdict) {
            switch (verdict) {
                case Verdict.Accepted next -> {
                    accepted.add(next.event());
                    youngestMillis = Math.max(youngestMillis, record.timestamp());
                }
                case Verdict.Ignored none -> ignored++;
                case Verdict.Noise twin -> noise.add(new Noise(record, twin.logIndex()));
                case Verdict.Unusable bad -> unusable.add(new DeadLetter(record, bad.reason()));
            }
        }

        /// Once the work is done; a repeated attempt would tell it again.
        void tell(HistoryMetrics metrics, Clock clock) {
            if (!accepted.isEmpty()) {
                metrics.archived(accepted.size(), Duration.ofMillis(Math.max(0, clock.millis() - youngestMillis)));
            }
            metrics.ignored(ignored);
            metrics.noise(noise.size());
            metrics.unusable(unusable.size());
            for (Noise dropped : noise) {
                LOG.info(
                        "noise dropped partition={} offset={} logIndex={}",
                        dropped.record().partition(),
                        dropped.record().offset(),
                        dropped.logIndex());
            }
            for (DeadLetter letter : unusable) {
                LOG.error(
                        "dead letter partition={} offset={} reason={}",
                        letter.source().partition(),
                        letter.source().offset(),
                        letter.reason());
            }
        }

        private record Noise(ConsumerRecord<String, byte[]> record, long logIndex) {}
    }
}
