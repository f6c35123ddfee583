package dev.parley.history.sync;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Waits, a bounded time, until the archive has reached heads that a client was just told of: the archive runs some
/// milliseconds behind the router. Blocks its (virtual) thread.
final class HeadWait {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final ArchiveReader archive;

    HeadWait(ArchiveReader archive) {
        this.archive = archive;
    }

    /// Returns when every conversation is at or above its announced head, or after two seconds.
    void await(Map<String, Long> announced) {
        Map<String, Long> behind = new HashMap<>(announced);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Map<String, ConversationHead> heads = archive.heads(behind.keySet());
            behind.entrySet()
                    .removeIf(entry -> heads.getOrDefault(entry.getKey(), ConversationHead.NOTHING)
                                    .seq()
                            >= entry.getValue());
            if (behind.isEmpty() || System.nanoTime() + pause.toNanos() > deadline) {
                return;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }
}
