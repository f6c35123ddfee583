package dev.parley.router.config;

import dev.parley.router.RouterMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// {@link RouterMetrics} as `parley.router.*`, tagged by source, and look-ups by what answered them.
final class MicrometerRouterMetrics implements RouterMetrics {

    private final Map<Source, Counter> read;
    private final Map<Source, Counter> routed;
    private final Map<Source, Counter> dropped;
    private final Map<Source, Counter> dead;
    private final Map<Source, Counter> retried;
    private final Map<Source, Timer> batches;
    private final Counter rebased;
    private final Counter frames;
    private final Counter deliveries;
    private final Counter unheard;
    private final Counter lookupsKnown;
    private final Counter lookupsRead;
    private final Counter hintsGivenUp;
    private final Counter heartbeatsFailed;

    MicrometerRouterMetrics(MeterRegistry registry) {
        read = bySource(source -> registry.counter("parley.router.read", "source", source));
        routed = bySource(source -> registry.counter("parley.router.routed", "source", source));
        dropped = bySource(source -> registry.counter("parley.router.dropped", "source", source));
        dead = bySource(source -> registry.counter("parley.router.dead", "source", source));
        retried = bySource(source -> registry.counter("parley.router.retried", "source", source));
        batches = bySource(source -> registry.timer("parley.router.batch", "source", source));
        rebased = registry.counter("parley.router.rebased");
        frames = registry.counter("parley.router.frames");
        deliveries = registry.counter("parley.router.deliveries");
        unheard = registry.counter("parley.router.frames.unheard");
        lookupsKnown = registry.counter("parley.router.lookups", "from", "cache");
        lookupsRead = registry.counter("parley.router.lookups", "from", "directory");
        hintsGivenUp = registry.counter("parley.router.hints.given.up");
        heartbeatsFailed = registry.counter("parley.router.heartbeats.failed");
    }

    @Override
    public void read(Source source, int records) {
        of(read, source).increment(records);
    }

    @Override
    public void routed(Source source, int records) {
        of(routed, source).increment(records);
    }

    @Override
    public void dropped(Source source) {
        of(dropped, source).increment();
    }

    @Override
    public void dead(Source source) {
        of(dead, source).increment();
    }

    @Override
    public void retried(Source source) {
        of(retried, source).increment();
    }

    @Override
    public void rebased() {
        rebased.increment();
    }

    @Override
    public void batchTook(Source source, Duration time) {
        of(batches, source).record(time);
    }

    @Override
    public void framePublished(int deliveriesInFrame) {
        frames.increment();
        deliveries.increment(deliveriesInFrame);
    }

    @Override
    public void frameUnheard() {
        unheard.increment();
    }

    @Override
    public void lookedUp(int known, int read) {
        lookupsKnown.increment(known);
        lookupsRead.increment(read);
    }

    @Override
    public void hintsGivenUp(int signals) {
        hintsGivenUp.increment(signals);
    }

    @Override
    public void heartbeatFailed() {
        heartbeatsFailed.increment();
    }

    private static <M> Map<Source, M> bySource(Function<String, M> meter) {
        Map<Source, M> meters = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            meters.put(source, meter.apply(source.name().toLowerCase(Locale.ROOT)));
        }
        return meters;
    }

    private static <M> M of(Map<Source, M> meters, Source source) {
        M meter = meters.get(source);
        if (meter == null) {
            throw new IllegalStateException("no meter for " + source);
        }
        return meter;
    }
}
