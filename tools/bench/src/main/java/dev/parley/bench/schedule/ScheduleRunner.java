package dev.parley.bench.schedule;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Fires every send of a schedule at its intended time, on the calling thread, and never waits for an answer. It
/// records by how much it was late itself: a run whose generator missed its schedule by more than 1 ms at p99 says
/// nothing about the system under test.
public final class ScheduleRunner {

    /// Below this the thread spins: `parkNanos` wakes up about 60 µs late on Linux.
    private static final long SPIN_NANOS = 100_000;

    private final Histogram slipNanos = new Histogram(3);

    /// What is done at one intended time.
    @FunctionalInterface
    public interface Action {
        void fire(int index, long intendedNanos);
    }

    /// @param startNanos `System.nanoTime()` of the schedule's offset 0
    public void run(Schedule schedule, long startNanos, Action action) {
        for (int i = 0; i < schedule.size(); i++) {
            long intended = startNanos + schedule.offsetNanos(i);
            long now = waitUntil(intended);
            slipNanos.recordValue(now - intended);
            action.fire(i, intended);
        }
    }

    /// How late each send was handed over.
    public Histogram slipNanos() {
        return slipNanos;
    }

    private static long waitUntil(long intended) {
        long now = System.nanoTime();
        while (now < intended) {
            long left = intended - now;
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            now = System.nanoTime();
        }
        return now;
    }
}
