package dev.parley.chat.receipts;

import dev.parley.chat.archive.ReadConversationBlocks;
import dev.parley.contract.Identifiers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Which direct conversations one of the two has blocked or not accepted yet, remembered for a while: that keeps the
/// other from being told of marks and typing after that while, and history's. One thread.
final class BlockCache {

    private static final Duration REMEMBERED = Duration.ofSeconds(2);
    private static final int CACHED = 10_000;

    private record Remembered(boolean blocked, long untilNanos) {}

    private final ReadConversationBlocks read;
    private final Map<String, Remembered> cache = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > CACHED;
        }
    };

    BlockCache(ReadConversationBlocks read) {
        this.read = read;
    }

    /// Never of a group: blocks do not decide there.
    CompletableFuture<Boolean> isBlocked(String conversationId) {
        if (!Identifiers.isDirect(conversationId)) {
            return CompletableFuture.completedFuture(false);
        }
        @Nullable Remembered known = cache.get(conversationId);
        return known != null && System.nanoTime() - known.untilNanos < 0
                ? CompletableFuture.completedFuture(known.blocked)
                : read.execute(conversationId).toCompletableFuture();
    }

    /// An answer of {@link #isBlocked}; one that is remembered already is not made younger by that.
    void remember(String conversationId, boolean blocked) {
        @Nullable Remembered known = cache.get(conversationId);
        boolean isCurrent = known != null && System.nanoTime() - known.untilNanos < 0;
        if (Identifiers.isDirect(conversationId) && !isCurrent) {
            cache.put(conversationId, new Remembered(blocked, System.nanoTime() + REMEMBERED.toNanos()));
        }
    }
}
