package dev.parley.history.sync;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Waits, a bounded time, until the archive has reached heads that a client was just told of: the archive runs some
/// milliseconds behind the router. Blocks its (virtual) thread.
///
/// Whoever waits shares one reading of all heads that are waited for. After an outage every client waits at once; if
/// each asked for itself, the asking would slow the writer all of them wait for.
final class HeadWait {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ArchiveReader archive;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();

    HeadWait(ArchiveReader archive) {
        this.archive = archive;
    }

    /// True once every conversation is at or above its announced head, false after two seconds.
    boolean await(Map<String, Long> announced) {
        Waiter waiter = new Waiter(announced);
        waiter.reached(archive.heads(announced.keySet()));
        if (waiter.isDone()) {
            return true;
        }
        waiters.add(waiter);
        poll();
        try {
            return waiter.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.remove(waiter);
        }
    }

    private void poll() {
        if (polling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("head-wait").start(this::pollWhileAwaited);
        }
    }

    private void pollWhileAwaited() {
        try {
            while (!waiters.isEmpty()) {
                Thread.sleep(PAUSE);
                round(List.copyOf(waiters));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            polling.set(false);
        }
        // One may have come after the last look and before the flag fell.
        if (!waiters.isEmpty()) {
            poll();
        }
    }

    private void round(List<Waiter> waiting) {
        Set<String> wanted = new HashSet<>();
        waiting.forEach(waiter -> wanted.addAll(waiter.behind.keySet()));
        try {
            Map<String, ConversationHead> heads = archive.heads(wanted);
            waiting.forEach(waiter -> waiter.reached(heads));
        } catch (RuntimeException e) {
            // The reading that follows the wait meets the same trouble, and tells it.
            waiting.forEach(Waiter::giveUp);
        }
    }

    private static final class Waiter {

        private final Map<String, Long> behind;
        private final CountDownLatch done = new CountDownLatch(1);

        private Waiter(Map<String, Long> announced) {
            behind = new ConcurrentHashMap<>(announced);
        }

        private void reached(Map<String, ConversationHead> heads) {
            behind.entrySet()
                    .removeIf(entry -> heads.getOrDefault(entry.getKey(), ConversationHead.NOTHING)
                                    .seq()
                            >= entry.getValue());
            if (behind.isEmpty()) {
                done.countDown();
            }
        }

        private void giveUp() {
            done.countDown();
        }

        private boolean isDone() {
            return done.getCount() == 0;
        }

        private boolean await() throws InterruptedException {
            return done.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS) && behind.isEmpty();
        }
    }
}
