package dev.parley.chat.config;

import dev.parley.chat.inbound.SequencerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// The sequencer's numbers as Micrometer meters. No conversation or user is a tag.
final class MicrometerSequencerMetrics implements SequencerMetrics {

    private final Counter accepted;
    private final Timer batch;
    private final Counter answered;
    private final Counter deadLettered;
    private final Counter takenOver;
    private final Counter ownershipLost;
    private final Counter checkpointsWritten;
    private final Counter checkpointsFailed;

    MicrometerSequencerMetrics(MeterRegistry registry) {
        accepted = registry.counter("parley.chat.accepted");
        batch = Timer.builder("parley.chat.batch")
                .publishPercentiles(0.5, 0.99, 0.999)
                .register(registry);
        answered = registry.counter("parley.chat.answered");
        deadLettered = registry.counter("parley.chat.dead.lettered");
        takenOver = registry.counter("parley.chat.taken.over");
        ownershipLost = registry.counter("parley.chat.ownership.lost");
        checkpointsWritten = registry.counter("parley.chat.checkpoints", "result", "written");
        checkpointsFailed = registry.counter("parley.chat.checkpoints", "result", "failed");
    }

    @Override
    public void accepted() {
        accepted.increment();
    }

    @Override
    public void batch(Duration took) {
        batch.record(took);
    }

    @Override
    public void answered(int answers) {
        answered.increment(answers);
    }

    @Override
    public void deadLettered() {
        deadLettered.increment();
    }

    @Override
    public void takenOver() {
        takenOver.increment();
    }

    @Override
    public void ownershipLost() {
        ownershipLost.increment();
    }

    @Override
    public void checkpoint(boolean written) {
        (written ? checkpointsWritten : checkpointsFailed).increment();
    }
}
