package dev.parley.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs calls one after another in the order given, on a virtual thread that exists only while there is something to
/// do. The queue itself is unbounded; {@link #awaitBacklogBelow} is how a producer is held back.
final class SerialCalls {

    private static final Logger log = LoggerFactory.getLogger(SerialCalls.class);

    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition shorter = lock.newCondition();
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private boolean running;

    SerialCalls(Executor threads) {
        this.threads = threads;
    }

    void add(Runnable call) {
        lock.lock();
        try {
            queue.add(call);
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        threads.execute(this::drain);
    }

    void awaitBacklogBelow(int limit) throws InterruptedException {
        lock.lock();
        try {
            while (queue.size() >= limit) {
                shorter.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        while (true) {
            Runnable call;
            lock.lock();
            try {
                call = queue.poll();
                if (call == null) {
                    running = false;
                    return;
                }
                shorter.signalAll();
            } finally {
                lock.unlock();
            }
            try {
                call.run();
            } catch (RuntimeException e) {
                log.warn("listenerFailed", e);
            }
        }
    }
}
