package dev.parley.history.config;

import dev.parley.history.archive.HistoryMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// The writer's counts as meters.
final class MicrometerHistoryMetrics implements HistoryMetrics {

    private final Counter archived;
    private final Counter ignored;
    private final Counter noise;
    private final Counter unusable;
    private final Counter stalled;
    private final Timer age;

    MicrometerHistoryMetrics(MeterRegistry registry) {
        this.archived = registry.counter("parley.history.records", "outcome", "archived");
        this.ignored = registry.counter("parley.history.records", "outcome", "ignored");
        this.noise = registry.counter("parley.history.records", "outcome", "noise");
        this.unusable = registry.counter("parley.history.records", "outcome", "unusable");
        this.stalled = registry.counter("parley.history.stalled");
        this.age = registry.timer("parley.history.age");
    }

    @Override
    public void archived(int events, Duration youngest) {
        archived.increment(events);
        age.record(youngest);
    }

    @Override
    public void ignored(int events) {
        ignored.increment(events);
    }

    @Override
    public void noise(int records) {
        noise.increment(records);
    }

    @Override
    public void unusable(int records) {
        unusable.increment(records);
    }

    @Override
    public void stalled() {
        stalled.increment();
    }
}
