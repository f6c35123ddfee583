package dev.parley.history.archive;

import dev.parley.log.KafkaSettings;
import dev.parley.log.ReadProgress;
import dev.parley.log.TopicBootstrap;
import dev.parley.log.path.PathLog;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one {@link HistoryWriter} running: waits for Kafka at start, and begins anew from the last commit when a
/// writer fails. A wrong number of partitions is not waited out; it ends the process.
public final class WriterThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterThread.class);
    private static final String GROUP = "history-writer";
    private static final Duration RESTART_AFTER = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    /// Well below the two seconds in which history follows the log.
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final int GATHER_BYTES = 256 * 1024;

    private final KafkaSettings kafka;
    private final String clientId;
    private final ArchiveStore store;
    private final HistoryMetrics metrics;
    private final PathLog path;
    private final ReadProgress progress = new ReadProgress();
    private final Runnable onReady;
    private final Runnable onRefused;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Object lock = new Object();
    private @Nullable HistoryWriter writer;
    private @Nullable Thread thread;

    /// @param onReady called once the topics are there and the writer starts
    /// @param onRefused called if the topics do not fit the settings; the thread has ended then
    public WriterThread(
            KafkaSettings kafka,
            String instanceId,
            ArchiveStore store,
            HistoryMetrics metrics,
            PathLog path,
            Runnable onReady,
            Runnable onRefused) {
        this.kafka = kafka;
        this.clientId = GROUP + "-" + instanceId;
        this.store = store;
        this.metrics = metrics;
        this.path = path;
        this.onReady = onReady;
        this.onRefused = onRefused;
    }

    public void start() {
        thread = Thread.ofPlatform().name(GROUP).start(this::run);
    }

    /// The partitions this instance is assigned.
    public ReadProgress progress() {
        return progress;
    }

    /// Ends the writer after its current poll, with its work committed.
    @Override
    public void close() {
        closing.countDown();
        synchronized (lock) {
            if (writer != null) {
                writer.stop();
            }
        }
        if (thread != null) {
            try {
                if (!thread.join(STOP_WITHIN)) {
                    LOG.warn("writer did not stop in time seconds={}", STOP_WITHIN.toSeconds());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        if (!awaitTopics()) {
            return;
        }
        onReady.run();
        do {
            try {
                writeUntilFailure();
            } catch (RuntimeException e) {
                LOG.error("writer failed, begins anew from its last commit", e);
            }
        } while (!closed(RESTART_AFTER));
    }

    private boolean awaitTopics() {
        do {
            try {
                new TopicBootstrap(kafka).run();
                return true;
            } catch (IllegalStateException e) {
                if (e.getCause() == null) {
                    LOG.error("topics do not fit the settings: {}", e.getMessage());
                    onRefused.run();
                    return false;
                }
                LOG.warn("Kafka unavailable: {}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.warn("Kafka unavailable: {}", e.toString());
            }
        } while (!closed(RESTART_AFTER));
        return false;
    }

    private void writeUntilFailure() {
        try (DeadLetters deadLetters = new DeadLetters(
                        () -> new KafkaProducer<>(kafka.producer(clientId)),
                        kafka.topics().deadLetters(),
                        GROUP);
                Consumer<String, byte[]> consumer = new KafkaConsumer<>(gathering())) {
            HistoryWriter next =
                    new HistoryWriter(consumer, deadLetters, store, metrics, path, progress, Clock.systemUTC());
            synchronized (lock) {
                writer = next;
            }
            if (!closed(Duration.ZERO)) {
                next.run(kafka.topics().events());
            }
            synchronized (lock) {
                writer = null;
            }
        }
    }

    /// The broker gathers for a moment before it answers: nobody waits for the archive, and a batch costs
    /// less than its messages one by one.
    private Map<String, Object> gathering() {
        Map<String, Object> config = new HashMap<>(kafka.consumer(GROUP, clientId));
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHER_BYTES);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) GATHER.toMillis());
        return config;
    }

    private boolean closed(Duration within) {
        try {
            return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
