package dev.parley.gateway.pressure;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// How many pages this gateway holds at once, each from before history is asked until its last byte is with the
/// client's socket. When thousands of devices come back at once, and slow ones among them, the memory of their
/// pages is bounded by this and not by their number; who asks above it waits, in the order of asking.
/// Thread-safe.
public final class PageBudget {

    private final int most;
    private final Duration patience;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int held;

    /// @param patience how long a client may take to read a page before it gives up its place
    public PageBudget(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
    }

    /// @param granted run once there is a place, on this thread or on one that gives a place back; must not throw
    public void acquire(Runnable granted) {
        synchronized (this) {
            if (held == most) {
                waiting.add(granted);
                return;
            }
            held++;
        }
        granted.run();
    }

    /// Gives one place back, to who waits longest.
    public void release() {
        @Nullable Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                held--;
            }
        }
        if (next != null) {
            next.run();
        }
    }

    public synchronized int held() {
        return held;
    }

    /// @param sinceNanos when the page was written, as `System.nanoTime`
    public boolean isLate(long sinceNanos, long nowNanos) {
        return nowNanos - sinceNanos > patience.toNanos();
    }
}
