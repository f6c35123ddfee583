package dev.parley.router;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what the tests ask for.
public final class CountedMetrics implements RouterMetrics {

    public final AtomicInteger dead = new AtomicInteger();
    public final AtomicInteger dropped = new AtomicInteger();
    public final AtomicInteger rebased = new AtomicInteger();
    public final AtomicInteger hintsGivenUp = new AtomicInteger();
    public final AtomicInteger lookupsKnown = new AtomicInteger();
    public final AtomicInteger lookupsRead = new AtomicInteger();

    @Override
    public void read(Source source, int records) {}

    @Override
    public void routed(Source source, int records) {}

    @Override
    public void dropped(Source source) {
        dropped.incrementAndGet();
    }

    @Override
    public void dead(Source source) {
        dead.incrementAndGet();
    }

    @Override
    public void retried(Source source) {}

    @Override
    public void rebased() {
        rebased.incrementAndGet();
    }

    @Override
    public void batchTook(Source source, Duration time) {}

    @Override
    public void framePublished(int deliveries) {}

    @Override
    public void frameUnheard() {}

    @Override
    public void lookedUp(int known, int read) {
        lookupsKnown.addAndGet(known);
        lookupsRead.addAndGet(read);
    }

    @Override
    public void hintsGivenUp(int signals) {
        hintsGivenUp.addAndGet(signals);
    }

    @Override
    public void heartbeatFailed() {}
}
