package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.bus.HeadStore;
import dev.parley.chat.archive.ReadConversation;
import dev.parley.chat.archive.ReadConversationBlocks;
import dev.parley.chat.archive.ReadMembers;
import dev.parley.chat.settings.SettingsStore;
import dev.parley.log.KafkaSettings;
import dev.parley.log.LoopThread;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Reads `parley.activity` and `parley.events` as a member of the group `chat-receipts`, gathers for {@link
/// #COALESCE} and as much longer as the pace of a conversation is, and tells the marks that moved over
/// `parley.signals`. Marks are registers that only grow: what is read or told twice changes nothing, so
/// everything is at least once, and a rewound group does no harm.
///
/// That a sender's message moves the sender's own marks is taken from the event, here: the one place that is
/// behind the commit (so it is replayed with the log and cannot be lost, as a record of the sequencer's about
/// it could), that has the marks in memory, and that coalesces: many messages of one sender are one write, and
/// nothing is added to the path of the message. The same reading tells who wrote what in large groups. Both
/// topics are keyed by conversation and assigned by range, so that a conversation's events and marks meet in
/// one instance.
///
/// One thread, apart from the sequencer's, which nothing here can hold up.
public final class ReceiptLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiptLoop.class);

    private static final String GROUP = "chat-receipts";
    private static final Duration COALESCE = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /// Above, while a store is away, older activity is let go: it is worth little, and memory is not endless.
    private static final int MAX_PENDING = 50_000;

    /// Nobody waits for a receipt as for a message: fewer and larger fetches.
    private static final int FETCH_BYTES = 64 * 1024;

    private static final Duration FETCH_WAIT = Duration.ofMillis(100);

    private final KafkaSettings kafka;
    private final String instanceId;
    private final MarkStore marks;
    private final LargeGroups largeGroups;
    private final ReceiptRound round;
    private final ReceiptMetrics metrics;
    private final LoopThread thread = new LoopThread("receipts", this::run);

    public ReceiptLoop(
            KafkaSettings kafka,
            String instanceId,
            HeadStore heads,
            CqlSession cassandra,
            String keyspace,
            SettingsStore settings,
            ReceiptMetrics metrics) {
        this.kafka = kafka;
        this.instanceId = instanceId;
        this.metrics = metrics;
        marks = new MarkStore(cassandra, keyspace);
        largeGroups = new LargeGroups(cassandra, keyspace, settings);
        round = new ReceiptRound(
                heads,
                new ReadConversation(cassandra, keyspace),
                new MemberCache(new ReadMembers(cassandra, keyspace)),
                new BlockCache(new ReadConversationBlocks(cassandra, keyspace)),
                marks,
                largeGroups,
                new OwnCounts(cassandra, keyspace),
                settings,
                metrics);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        while (thread.isRunning()) {
            try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(consumerConfig());
                    Producer<String, byte[]> producer = new KafkaProducer<>(kafka.producer(instanceId + "-receipts"))) {
                ReceiptIntake intake = new ReceiptIntake(consumer, this::forget);
                consumer.subscribe(
                        List.of(kafka.topics().activity(), kafka.topics().events()), intake);
                follow(consumer, intake, producer);
                producer.close(CLOSE_WITHIN);
                consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
            } catch (KafkaException e) {
                LOG.warn("receipts begin anew", e);
                LoopThread.pause(AGAIN_AFTER);
            }
        }
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> config = kafka.consumer(GROUP, instanceId + "-receipts");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT.toMillis());
        return config;
    }

    private void forget() {
        marks.forget();
        largeGroups.forget();
    }

    private void follow(Consumer<String, byte[]> consumer, ReceiptIntake intake, Producer<String, byte[]> producer) {
        PendingMarks pending = new PendingMarks();
        long roundNanos = System.nanoTime();
        while (thread.isRunning()) {
            ConsumerRecords<String, byte[]> messages = consumer.poll(POLL);
            messages.forEach(message -> gather(message, intake, pending));
            long nowNanos = System.nanoTime();
            if (nowNanos - roundNanos < COALESCE.toNanos()) {
                continue;
            }
            roundNanos = nowNanos;
            try {
                for (Signal signal : round.run(pending, nowNanos)) {
                    producer.send(new ProducerRecord<>(
                            kafka.topics().signals(), signal.getConversationId(), signal.toByteArray()));
                }
                intake.commit(nowNanos, pending.oldestNanos(nowNanos));
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("marks wait pending={} cause={}", pending.size(), e.toString());
                LoopThread.pause(AGAIN_AFTER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void gather(ConsumerRecord<String, byte[]> message, ReceiptIntake intake, PendingMarks pending) {
        if (message.topic().equals(kafka.topics().events())) {
            intake.accepted(message).ifPresent(event -> sent(event, pending));
        } else {
            metrics.activity();
            reported(message, pending);
        }
        intake.passed(message);
    }

    private void sent(LogEvent logEvent, PendingMarks pending) {
        Event event = logEvent.getEvent();
        String sender = event.getSender().getUserId();
        if (!event.hasMessage() || sender.isEmpty() || pending.size() >= MAX_PENDING) {
            return;
        }
        if (LargeGroups.isLarge(logEvent.getAudienceCount())) {
            largeGroups.message(event.getConversationId(), event.getSeq(), sender);
        }
        pending.sent(new PendingMarks.Who(event.getConversationId(), sender), event.getSeq(), System.nanoTime());
    }

    private static void reported(ConsumerRecord<String, byte[]> message, PendingMarks pending) {
        if (pending.size() >= MAX_PENDING) {
            return;
        }
        try {
            pending.add(Activity.parseFrom(message.value()), System.nanoTime());
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("undecodable activity partition={} offset={}", message.partition(), message.offset());
        }
    }

    @Override
    public void stop() {
        thread.stop(CLOSE_WITHIN.multipliedBy(3));
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }

    /// Goes with the sequencer, after the web server.
    @Override
    public int getPhase() {
        return 0;
    }
}
