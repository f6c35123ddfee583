package dev.parley.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One timer for everything a client waits for. Rings at or before the time asked for, so a later time costs nothing.
/// Guarded by the client's lock.
final class Alarm {

    static final long NEVER = Long.MAX_VALUE;

    private final ScheduledExecutorService scheduler;
    private final Runnable ring;
    private @Nullable ScheduledFuture<?> armed;
    private long armedForMillis = NEVER;

    Alarm(ScheduledExecutorService scheduler, Runnable ring) {
        this.scheduler = scheduler;
        this.ring = ring;
    }

    void at(long whenMillis, long nowMillis) {
        if (whenMillis == NEVER || armedForMillis <= whenMillis) {
            return;
        }
        cancel();
        armedForMillis = whenMillis;
        try {
            armed = scheduler.schedule(ring, Math.max(0, whenMillis - nowMillis), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The runtime is closed: nothing will ring any more, as its Javadoc says.
            armedForMillis = NEVER;
        }
    }

    void rang() {
        armed = null;
        armedForMillis = NEVER;
    }

    void cancel() {
        if (armed != null) {
            armed.cancel(false);
        }
        rang();
    }
}
