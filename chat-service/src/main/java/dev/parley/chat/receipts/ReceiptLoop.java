package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.bus.HeadStore;
import dev.parley.chat.archive.ReadMembers;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Reads `parley.activity` as a member of the group `chat-receipts`, gathers for {@link #COALESCE}, and tells the
/// marks that moved to the members over `parley.signals`. Marks are registers that only grow: what is read or told
/// twice changes nothing, and a mark lost in a crash is set again by the next one. One thread, apart from the
/// sequencer's, which nothing here can hold up.
public final class ReceiptLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiptLoop.class);

    private static final String GROUP = "chat-receipts";
    private static final Duration COALESCE = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /// Above, while a store is away, older activity is let go: it is worth little, and memory is not endless.
    private static final int MAX_PENDING = 50_000;

    private static final OffsetCommitCallback IGNORE_FAILURE = (offsets, failure) -> {
        if (failure != null) {
            LOG.debug("activity offsets not committed", failure);
        }
    };

    private final KafkaSettings kafka;
    private final String instanceId;
    private final ReceiptRound round;
    private volatile boolean running;
    private @Nullable Thread thread;

    public ReceiptLoop(KafkaSettings kafka, String instanceId, HeadStore heads, CqlSession cassandra, String keyspace) {
        this.kafka = kafka;
        this.instanceId = instanceId;
        round = new ReceiptRound(
                heads, new MemberCache(new ReadMembers(cassandra, keyspace)), new MarkStore(cassandra, keyspace));
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("receipts").start(this::run);
    }

    private void run() {
        while (running) {
            try (Consumer<String, byte[]> consumer =
                            new KafkaConsumer<>(kafka.consumer(GROUP, instanceId + "-receipts"));
                    Producer<String, byte[]> producer = new KafkaProducer<>(kafka.producer(instanceId + "-receipts"))) {
                consumer.subscribe(List.of(kafka.topics().activity()));
                follow(consumer, producer);
                producer.close(CLOSE_WITHIN);
                consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
            } catch (KafkaException e) {
                LOG.warn("receipts begin anew", e);
                pause();
            }
        }
    }

    private void follow(Consumer<String, byte[]> consumer, Producer<String, byte[]> producer) {
        PendingMarks pending = new PendingMarks();
        long roundNanos = System.nanoTime();
        while (running) {
            ConsumerRecords<String, byte[]> messages = consumer.poll(POLL);
            messages.forEach(message -> gather(message, pending));
            if (pending.isEmpty() || System.nanoTime() - roundNanos < COALESCE.toNanos()) {
                continue;
            }
            roundNanos = System.nanoTime();
            try {
                for (Signal signal : round.run(pending)) {
                    producer.send(new ProducerRecord<>(
                            kafka.topics().signals(), signal.getConversationId(), signal.toByteArray()));
                }
                consumer.commitAsync(IGNORE_FAILURE);
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("marks wait pending={} cause={}", pending.size(), e.toString());
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void gather(ConsumerRecord<String, byte[]> message, PendingMarks pending) {
        if (pending.size() >= MAX_PENDING) {
            return;
        }
        try {
            pending.add(Activity.parseFrom(message.value()), System.nanoTime());
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("undecodable activity partition={} offset={}", message.partition(), message.offset());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_AFTER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        Thread stopping = thread;
        thread = null;
        if (stopping != null) {
            try {
                if (!stopping.join(CLOSE_WITHIN.multipliedBy(3))) {
                    LOG.warn("receipts did not stop in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Goes with the sequencer, after the web server.
    @Override
    public int getPhase() {
        return 0;
    }
}
