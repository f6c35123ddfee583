package dev.parley.chat.inbound;

import dev.parley.chat.checkpoint.CheckpointReader;
import dev.parley.chat.checkpoint.CheckpointWriter;
import dev.parley.log.KafkaSettings;
import dev.parley.log.LoopThread;
import dev.parley.log.ReadProgress;
import dev.parley.log.path.PathLog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Step 3 of docs/message-path.md. Reads `parley.commands` as a member of the group `chat-sequencer` and hands each
/// batch to the owner of its partition. A plain poll loop on one thread, not a listener container: taking over,
/// pausing, dropping and committing all hang on what the consumer said last, and here that is one thread's order of
/// statements.
///
/// At least once: an offset is committed after its event is in the log and its answer is safe; what is read again is
/// recognised by the owner. Order per partition. A failure nobody foresaw ends the session, and a new one begins with
/// a new consumer, a new producer and nothing in memory: crash-only, like a restarted process.
public final class CommandLoop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private static final int EXIT_CODE = 70;

    private final KafkaSettings kafka;
    private final String instanceId;
    private final CheckpointReader reader;
    private final CheckpointWriter writer;
    private final SequencerMetrics metrics;
    private final PathLog path;
    private final ReadProgress progress = new ReadProgress();
    private final LoopThread thread = new LoopThread("sequencer", this::run);

    public CommandLoop(
            KafkaSettings kafka,
            String instanceId,
            CheckpointReader reader,
            CheckpointWriter writer,
            SequencerMetrics metrics,
            PathLog path) {
        this.kafka = kafka;
        this.instanceId = instanceId;
        this.reader = reader;
        this.writer = writer;
        this.metrics = metrics;
        this.path = path;
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        while (thread.isRunning()) {
            try (SequencerSession opened =
                    SequencerSession.open(kafka, instanceId, reader, writer, metrics, path, progress)) {
                while (thread.isRunning()) {
                    opened.turn();
                }
            } catch (RuntimeException e) {
                LOG.error("sequencer session failed, a new one begins", e);
                LoopThread.pause(AGAIN_AFTER);
            } catch (Error e) {
                // Without this thread the group would believe in an owner that does nothing.
                LOG.error("sequencer died, the process ends", e);
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }

    /// The partitions this instance is assigned.
    public ReadProgress progress() {
        return progress;
    }

    /// Gives the partitions back: finishes what is under way, commits, checkpoints, leaves the group.
    @Override
    public void stop() {
        thread.stop(STOP_WITHIN);
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }

    /// Goes last, so that REST calls under way still get their outcome.
    @Override
    public int getPhase() {
        return 0;
    }
}
