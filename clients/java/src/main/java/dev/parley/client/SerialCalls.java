package dev.parley.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs calls one after another in the order given, on a virtual thread that exists only while there is something to
/// do. The queue itself is unbounded; {@link #awaitRoom} and {@link #isBelow} are how a producer is held back. A call
/// has a weight: the bytes it keeps alive.
final class SerialCalls {

    /// What a call costs beside its event.
    private static final int BARE_CALL = 100;

    private static final Logger log = LoggerFactory.getLogger(SerialCalls.class);

    private record Call(Runnable action, int bytes) {}

    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition lighter = lock.newCondition();
    private final Queue<Call> queue = new ArrayDeque<>();
    private long waitingBytes;
    private boolean running;
    private long tellBelow;
    private @Nullable Runnable whenBelow;

    SerialCalls(Executor threads) {
        this.threads = threads;
    }

    void add(Runnable call) {
        add(call, 0);
    }

    void add(Runnable call, int bytes) {
        lock.lock();
        try {
            queue.add(new Call(call, BARE_CALL + bytes));
            waitingBytes += BARE_CALL + bytes;
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        threads.execute(this::drain);
    }

    /// Blocks while calls of `limitBytes` or more wait.
    void awaitRoom(long limitBytes) throws InterruptedException {
        lock.lock();
        try {
            while (waitingBytes >= limitBytes) {
                lighter.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether calls of less than `limitBytes` wait. If not, `then` is called once when it has become so,
    /// on the thread of the calls; a later question takes the place of an earlier one.
    boolean isBelow(long limitBytes, Runnable then) {
        lock.lock();
        try {
            boolean below = waitingBytes < limitBytes;
            tellBelow = limitBytes;
            whenBelow = below ? null : then;
            return below;
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        while (true) {
            Call call;
            Runnable told = null;
            lock.lock();
            try {
                call = queue.poll();
                if (call == null) {
                    running = false;
                    return;
                }
                waitingBytes -= call.bytes();
                lighter.signalAll();
                if (whenBelow != null && waitingBytes < tellBelow) {
                    told = whenBelow;
                    whenBelow = null;
                }
            } finally {
                lock.unlock();
            }
            if (told != null) {
                run(told);
            }
            run(call.action());
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.warn("listenerFailed", e);
        }
    }
}
