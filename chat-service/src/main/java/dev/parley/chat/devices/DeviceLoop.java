package dev.parley.chat.devices;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.bus.SessionDirectory;
import dev.parley.contract.Identifiers;
import dev.parley.log.KafkaSettings;
import dev.parley.log.LoopThread;
import dev.parley.proto.log.SessionChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Reads `parley.presence` as group `chat-devices` into the lists of devices. At least once; each user's records in
/// their order, because the user is the key. Offsets are committed after the lists are written; while Cassandra is
/// away, the loop waits with the records it has.
public final class DeviceLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceLoop.class);

    private static final String GROUP = "chat-devices";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private static final OffsetCommitCallback IGNORE_FAILURE = (offsets, failure) -> {
        if (failure != null) {
            LOG.debug("presence offsets not committed", failure);
        }
    };

    /// A step of a round that a store may fail.
    private interface Step {
        void run() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private final KafkaSettings kafka;
    private final String instanceId;
    private final DeviceRound round;
    private final LoopThread thread = new LoopThread("devices", this::run);

    public DeviceLoop(
            KafkaSettings kafka,
            String instanceId,
            CqlSession cassandra,
            String keyspace,
            SessionDirectory directory,
            SessionCloser closer) {
        this.kafka = kafka;
        this.instanceId = instanceId;
        this.round = new DeviceRound(cassandra, keyspace, directory, closer);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        while (thread.isRunning()) {
            try (Consumer<String, byte[]> consumer =
                    new KafkaConsumer<>(kafka.consumer(GROUP, instanceId + "-devices"))) {
                consumer.subscribe(List.of(kafka.topics().presence()), new ForgetOnRebalance());
                follow(consumer);
                consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
            } catch (KafkaException e) {
                LOG.warn("devices begin anew", e);
                LoopThread.pause(AGAIN_AFTER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void follow(Consumer<String, byte[]> consumer) throws InterruptedException {
        while (thread.isRunning()) {
            List<DeviceRound.Change> changes = new ArrayList<>();
            consumer.poll(POLL).forEach(message -> gather(message, changes));
            if (changes.isEmpty()) {
                continue;
            }
            if (untilDone(() -> round.load(changes))) {
                round.decide(changes);
                if (untilDone(round::write)) {
                    consumer.commitAsync(IGNORE_FAILURE);
                }
            }
        }
    }

    /// False if the service stops before it is done.
    private boolean untilDone(Step step) throws InterruptedException {
        while (thread.isRunning()) {
            try {
                step.run();
                return true;
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("devices wait cause={}", e.toString());
                LoopThread.pause(AGAIN_AFTER);
            }
        }
        return false;
    }

    private static void gather(ConsumerRecord<String, byte[]> message, List<DeviceRound.Change> changes) {
        try {
            SessionChange change = SessionChange.parseFrom(message.value());
            if (Identifiers.isUserId(change.getUserId()) && Identifiers.isDeviceId(change.getDeviceId())) {
                changes.add(new DeviceRound.Change(change, message.offset(), message.timestamp()));
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("undecodable presence partition={} offset={}", message.partition(), message.offset());
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

    private final class ForgetOnRebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            round.forget();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // What was in memory from an earlier ownership may be behind.
            round.forget();
        }
    }
}
