package dev.parley.router.inbound;

import dev.parley.router.RouterMetrics;
import dev.parley.router.RouterMetrics.Source;
import dev.parley.router.fanout.BatchWork;
import dev.parley.router.fanout.TemporaryFailure;
import dev.parley.router.inbound.Intake.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records that were read and judged but are not done yet. Kept until {@link #finish} succeeds, however
/// often it takes.
///
/// A batch that is impossible (an exception other than {@link TemporaryFailure}) is done record by record, and
/// the one that is impossible by itself goes to the dead letters: no record stops those behind it.
final class PendingBatch<T> {

    private static final Logger log = LoggerFactory.getLogger(PendingBatch.class);

    private record Judged<T>(TopicPartition partition, ConsumerRecord<String, byte[]> record, Verdict<T> verdict) {}

    private final Source source;
    private final BatchWork<T> work;
    private final DeadLetters deadLetters;
    private final RouterMetrics metrics;

    /// Not done: to be worked on, or to be put aside. In the order of the log per partition.
    private final List<Judged<T>> waiting = new ArrayList<>();

    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

    PendingBatch(Source source, BatchWork<T> work, DeadLetters deadLetters, RouterMetrics metrics) {
        this.source = source;
        this.work = work;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    boolean isEmpty() {
        return nextOffsets.isEmpty();
    }

    void add(TopicPartition partition, ConsumerRecord<String, byte[]> record, Verdict<T> verdict) {
        nextOffsets.put(partition, record.offset() + 1);
        if (verdict instanceof Verdict.Dropped) {
            metrics.dropped(source);
        } else {
            waiting.add(new Judged<>(partition, record, verdict));
        }
    }

    /// Somebody else does these now.
    void forget(Collection<TopicPartition> partitions) {
        nextOffsets.keySet().removeAll(partitions);
        waiting.removeIf(judged -> partitions.contains(judged.partition()));
    }

    /// Does what is waiting and returns the next offset of every partition that had any; empty afterwards.
    ///
    /// @throws TemporaryFailure to be called again; what is done already is not done twice, but for the last
    ///     attempt's frames
    Map<TopicPartition, Long> finish() {
        putDeadAside();
        work();
        Map<TopicPartition, Long> done = Map.copyOf(nextOffsets);
        nextOffsets.clear();
        return done;
    }

    private void putDeadAside() {
        Iterator<Judged<T>> each = waiting.iterator();
        while (each.hasNext()) {
            Judged<T> judged = each.next();
            if (judged.verdict() instanceof Verdict.Dead<T> dead) {
                deadLetters.send(judged.record(), dead.why());
                metrics.dead(source);
                each.remove();
            }
        }
    }

    private void work() {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            work.run(items(waiting));
            metrics.routed(source, waiting.size());
            waiting.clear();
        } catch (TemporaryFailure e) {
            throw e;
        } catch (RuntimeException e) {
            log.error(
                    "batch impossible as a whole, going record by record source={} records={}",
                    source,
                    waiting.size(),
                    e);
            workOneByOne();
        }
    }

    private void workOneByOne() {
        while (!waiting.isEmpty()) {
            Judged<T> judged = waiting.getFirst();
            try {
                work.run(items(List.of(judged)));
                metrics.routed(source, 1);
            } catch (TemporaryFailure e) {
                throw e;
            } catch (RuntimeException e) {
                deadLetters.send(judged.record(), "impossible: " + e);
                metrics.dead(source);
            }
            waiting.removeFirst();
        }
    }

    private static <T> List<T> items(List<Judged<T>> judged) {
        List<T> items = new ArrayList<>(judged.size());
        for (Judged<T> each : judged) {
            if (each.verdict() instanceof Verdict.Accepted<T> accepted) {
                items.add(accepted.item());
            }
        }
        return items;
    }
}
