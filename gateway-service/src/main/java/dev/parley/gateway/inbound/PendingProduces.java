package dev.parley.gateway.inbound;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// What was taken for the log and is not acknowledged yet, oldest first. Thread-safe. Acknowledgements of different
/// partitions come in any order, so an entry is only marked and leaves when it is the oldest.
final class PendingProduces {

    /// One record on its way.
    static final class Entry {
        private final long sinceNanos;
        private boolean done;

        private Entry(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }

    private final Deque<Entry> entries = new ArrayDeque<>();

    synchronized Entry begin(long now) {
        Entry entry = new Entry(now);
        entries.addLast(entry);
        return entry;
    }

    synchronized void end(Entry entry) {
        entry.done = true;
        while (!entries.isEmpty() && entries.getFirst().done) {
            entries.removeFirst();
        }
    }

    /// How long the oldest has been waiting; zero if nothing waits.
    synchronized Duration oldest(long now) {
        Entry first = entries.peekFirst();
        return first == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - first.sinceNanos));
    }

    synchronized int size() {
        return entries.size();
    }
}
