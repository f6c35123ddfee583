package dev.parley.gateway.inbound;

import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.SessionChange;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Step 2 of docs/message-path.md.
///
/// Writes commands to `parley.commands`, key = conversation. Commands of one session keep their order: its event loop
/// puts them into one queue, one thread takes them out, and the idempotent producer keeps the order per partition. At
/// least once: what was taken is written however long Kafka is away; a gateway that dies first leaves it to the
/// client's re-send. The thread exists because `KafkaProducer.send` blocks while it knows no leader or its buffer is
/// full, and an event loop must not. Bounded: a full queue, or a record un-acknowledged for {@link #BEHIND}, stops new
/// commands.
public final class CommandPublisher implements CommandSink, AutoCloseable {

    /// From this age of the oldest un-acknowledged record on, the log counts as away.
    static final Duration BEHIND = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(CommandPublisher.class);
    private static final int QUEUE = 8_192;
    private static final int MAX_BLOCK_MILLIS = 500;
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private record Item(ProducerRecord<String, byte[]> record, PendingProduces.Entry entry, Runnable onFailure) {}

    private final Supplier<Producer<String, byte[]>> producers;
    private final String commandsTopic;
    private final String activityTopic;
    private final String presenceTopic;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);
    private final PendingProduces pending = new PendingProduces();
    private final Thread thread;
    private volatile Producer<String, byte[]> producer;
    private volatile boolean closing;

    public CommandPublisher(KafkaSettings kafka, String clientId) {
        this(kafka, () -> new KafkaProducer<>(config(kafka, clientId)));
    }

    CommandPublisher(KafkaSettings kafka, Supplier<Producer<String, byte[]>> producers) {
        this.producers = producers;
        this.commandsTopic = kafka.topics().commands();
        this.activityTopic = kafka.topics().activity();
        this.presenceTopic = kafka.topics().presence();
        this.producer = producers.get();
        this.thread = Thread.ofPlatform().name("command-publisher").daemon().start(this::run);
    }

    @Override
    public boolean isBehind() {
        return closing || pending.oldest(System.nanoTime()).compareTo(BEHIND) > 0 || queue.remainingCapacity() == 0;
    }

    @Override
    public boolean publish(Command command, Runnable onFailure) {
        return enqueue(commandsTopic, command.getConversationId(), command.toByteArray(), onFailure);
    }

    @Override
    public void publish(Activity activity) {
        // Commands come first: marks are repeated by clients, typing is worthless when late.
        if (!isBehind() && queue.size() < QUEUE / 2) {
            enqueue(activityTopic, activity.getConversationId(), activity.toByteArray(), () -> {});
        }
    }

    @Override
    public boolean publish(SessionChange change) {
        // Half of the queue stays with commands, also when a storm of openings meets a Kafka that is away.
        return queue.size() < QUEUE / 2 && enqueue(presenceTopic, change.getUserId(), change.toByteArray(), () -> {});
    }

    /// Takes nothing more, writes what was taken, for at most five seconds.
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(FLUSH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        producer.close(FLUSH);
    }

    private static Map<String, Object> config(KafkaSettings kafka, String clientId) {
        Map<String, Object> config = new HashMap<>(kafka.producer(clientId));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        return config;
    }

    private boolean enqueue(String topic, String key, byte[] value, Runnable onFailure) {
        if (closing) {
            return false;
        }
        PendingProduces.Entry entry = pending.begin(System.nanoTime());
        if (queue.offer(new Item(new ProducerRecord<>(topic, key, value), entry, onFailure))) {
            return true;
        }
        pending.end(entry);
        return false;
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                Item item = queue.poll(100, TimeUnit.MILLISECONDS);
                if (item != null) {
                    produce(item);
                }
            } catch (InterruptedException e) {
                // close() gave up waiting.
                return;
            }
        }
    }

    /// Stays with one record until the producer has it: the next one must not overtake it.
    private void produce(Item item) throws InterruptedException {
        while (true) {
            Attempt attempt = new Attempt(item);
            @Nullable Exception refused = attempt.start();
            if (refused == null) {
                return;
            }
            if (refused instanceof InterruptException) {
                throw new InterruptedException();
            }
            if (!(refused instanceof RetriableException)) {
                if (!(refused instanceof ApiException)) {
                    renewProducer(refused);
                }
                fail(item, refused);
                return;
            }
        }
    }

    private void renewProducer(Exception cause) {
        log.error("producer unusable, opening another cause={}", cause.toString());
        Producer<String, byte[]> former = producer;
        producer = producers.get();
        former.close(Duration.ZERO);
    }

    private void fail(Item item, Exception cause) {
        pending.end(item.entry);
        log.warn("record refused topic={} cause={}", item.record.topic(), cause.toString());
        item.onFailure.run();
    }

    /// One call of `send`. The producer reports what it cannot take through the same callback as what the broker
    /// refuses, but on the caller's thread; only the former may be tried again without changing the order.
    private final class Attempt implements Callback {

        private final Item item;
        private final Thread caller = Thread.currentThread();
        private boolean starting = true;
        private @Nullable Exception atStart;

        private Attempt(Item item) {
            this.item = item;
        }

        @Nullable
        Exception start() {
            try {
                producer.send(item.record, this);
            } catch (KafkaException | IllegalStateException e) {
                atStart = e;
            }
            starting = false;
            return atStart;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (Thread.currentThread() == caller && starting) {
                atStart = failure;
            } else if (failure == null) {
                pending.end(item.entry);
            } else {
                fail(item, failure);
            }
        }
    }
}
