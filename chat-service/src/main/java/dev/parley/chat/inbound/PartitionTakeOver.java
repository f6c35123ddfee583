package dev.parley.chat.inbound;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.checkpoint.CheckpointReader;
import dev.parley.chat.sequencing.BrokenLogException;
import dev.parley.chat.sequencing.ConversationSequencer;
import dev.parley.chat.sequencing.EventRecord;
import dev.parley.chat.sequencing.Missing;
import dev.parley.chat.sequencing.PartitionCheckpoint;
import dev.parley.chat.sequencing.PartitionOwner;
import dev.parley.chat.sequencing.TakeOver;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.LogEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one partition over: reads the checkpoint, folds `parley.events` from there to its end, with a consumer of its
/// own that belongs to no group. Tries again until it succeeds or is cancelled; only a broken log waits long between
/// attempts, for an operator has to look. Runs on a thread of its own and touches nothing the loop owns.
final class PartitionTakeOver implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionTakeOver.class);

    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(300);

    private static final Duration BROKEN_AGAIN_AFTER = Duration.ofSeconds(10);

    /// How long appends of this instance's former ownership may still be under way before the end of the log is
    /// read.
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final int partition;
    private final KafkaSettings kafka;
    private final String clientId;
    private final CheckpointReader reader;
    private final CompletableFuture<?> formerAppends;
    private final Runnable wake;
    private final CompletableFuture<PartitionOwner> owner = new CompletableFuture<>();
    private volatile boolean cancelled;

    PartitionTakeOver(
            int partition,
            KafkaSettings kafka,
            String clientId,
            CheckpointReader reader,
            CompletableFuture<?> formerAppends,
            Runnable wake) {
        this.partition = partition;
        this.kafka = kafka;
        this.clientId = clientId;
        this.reader = reader;
        this.formerAppends = formerAppends;
        this.wake = wake;
    }

    /// Completes with the new owner; never, if cancelled.
    CompletableFuture<PartitionOwner> owner() {
        return owner;
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public void run() {
        try {
            awaitFormerAppends();
            while (!cancelled) {
                try {
                    owner.complete(attempt());
                    wake.run();
                    return;
                } catch (CancelledException e) {
                    return;
                } catch (BrokenLogException e) {
                    LOG.error("parley.events is broken, nobody can own this partition partition={}", partition, e);
                    TimeUnit.MILLISECONDS.sleep(BROKEN_AGAIN_AFTER.toMillis());
                } catch (RuntimeException | ExecutionException | TimeoutException e) {
                    if (cancelled) {
                        return;
                    }
                    LOG.warn("take-over failed, trying again partition={}", partition, e);
                    TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitFormerAppends() throws InterruptedException {
        try {
            formerAppends.get(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // What may still land is found by its offset, or by the next owner.
            LOG.info("appends of the former ownership not settled partition={}", partition);
        }
    }

    private PartitionOwner attempt() throws InterruptedException, ExecutionException, TimeoutException {
        long begunNanos = System.nanoTime();
        PartitionCheckpoint checkpoint = await(reader.partition(partition)).orElse(null);
        TakeOver takeOver = PartitionOwner.takeOver(partition, checkpoint, new ConversationSequencer());
        TopicPartition events = new TopicPartition(kafka.topics().events(), partition);
        Map<String, Object> config = kafka.consumerWithoutGroup(clientId + "-fold-" + partition);
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(config)) {
            consumer.assign(List.of(events));
            requireStart(consumer, events, takeOver.firstEventOffset());
            long end = endOffset(consumer, events);
            consumer.seek(events, takeOver.firstEventOffset());
            long position = takeOver.firstEventOffset();
            while (position < end) {
                if (cancelled) {
                    throw new CancelledException();
                }
                List<ConsumerRecord<String, byte[]>> messages =
                        consumer.poll(POLL).records(events);
                fold(takeOver, messages);
                position = consumer.position(events, STEP_TIMEOUT);
                // Appended meanwhile by a former owner: all the better to know it now.
                end = Math.max(end, position);
            }
            PartitionOwner taken = takeOver.complete(end);
            LOG.info(
                    "partition taken over partition={} eventOffset={} folded={} millis={}",
                    partition,
                    end,
                    end - takeOver.firstEventOffset(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
            return taken;
        }
    }

    private void fold(TakeOver takeOver, List<ConsumerRecord<String, byte[]>> messages)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<EventRecord> events = new ArrayList<>(messages.size());
        for (ConsumerRecord<String, byte[]> message : messages) {
            try {
                events.add(new EventRecord(message.offset(), LogEvent.parseFrom(message.value())));
            } catch (InvalidProtocolBufferException e) {
                // No sequencer wrote it, and no reader takes it. If it stands where an event should, the fold
                // finds the hole.
                LOG.error("undecodable event partition={} offset={}", partition, message.offset());
                takeOver.skip(message.offset());
            }
        }
        if (!events.isEmpty()) {
            Missing missing = takeOver.missing(events);
            takeOver.fold(events, await(reader.load(missing)));
        }
    }

    /// The broker deletes old events; a checkpoint that lies before the first one left cannot be folded from.
    private static void requireStart(Consumer<?, ?> consumer, TopicPartition events, long from) {
        Long first = consumer.beginningOffsets(List.of(events), STEP_TIMEOUT).get(events);
        if (first == null || first > from) {
            throw new IllegalStateException(events + " begins at " + first + " (the checkpoint needs " + from + ")");
        }
    }

    private static long endOffset(Consumer<?, ?> consumer, TopicPartition events) {
        Long end = consumer.endOffsets(List.of(events), STEP_TIMEOUT).get(events);
        if (end == null) {
            throw new IllegalStateException(events + " has no end");
        }
        return end;
    }

    private static <T> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static final class CancelledException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
