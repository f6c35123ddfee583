package dev.parley.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread of a loop that follows a topic until it is told to stop. The loop looks at {@link #isRunning} between
/// its steps. Started and stopped by one caller, once each.
public final class LoopThread {

    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);

    private final String name;
    private final Runnable loop;
    private volatile boolean running;
    private @Nullable Thread thread;

    public LoopThread(String name, Runnable loop) {
        this.name = name;
        this.loop = loop;
    }

    public void start() {
        running = true;
        thread = Thread.ofPlatform().name(name).start(loop);
    }

    public boolean isRunning() {
        return running;
    }

    /// Asks the loop to end and waits for that, at most for `within`.
    public void stop(Duration within) {
        running = false;
        Thread stopping = thread;
        thread = null;
        if (stopping != null) {
            try {
                if (!stopping.join(within)) {
                    LOG.warn("{} did not stop within {}", name, within);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Waits before the loop tries again; not at all if its thread is interrupted.
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
