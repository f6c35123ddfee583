package dev.parley.chaos.load;

import dev.parley.bench.schedule.Schedule;
import dev.parley.bench.schedule.ScheduleRunner;
import java.time.Duration;

/// Does one thing at a fixed rate, open-loop, on a thread of its own: a system that stands still is asked as often.
final class Pace implements AutoCloseable {

    private static final Duration CHUNK = Duration.ofSeconds(1);

    private final Schedule second;
    private final Runnable action;
    private final Thread thread;
    private volatile boolean stopped;

    private Pace(String name, double ratePerSecond, Runnable action) {
        this.second = Schedule.constant(ratePerSecond, CHUNK);
        this.action = action;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    static Pace start(String name, double ratePerSecond, Runnable action) {
        Pace pace = new Pace(name, ratePerSecond, action);
        pace.thread.start();
        return pace;
    }

    /// Stops within a second and waits for it.
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        ScheduleRunner runner = new ScheduleRunner();
        long start = System.nanoTime();
        while (!stopped) {
            runner.run(second, start, (index, intended) -> action.run());
            start += CHUNK.toNanos();
        }
    }
}
