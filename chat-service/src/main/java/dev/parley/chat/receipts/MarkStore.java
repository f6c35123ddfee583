package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The marks as their users know them, stored, with the latest touched ones in memory. One thread calls; nothing
/// blocks.
final class MarkStore {

    private static final int CACHED = 20_000;

    private final ReadReceipt read;
    private final WriteReceipts write;
    private final Map<PendingMarks.Who, Marks> cache = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PendingMarks.Who, Marks> eldest) {
            return size() > CACHED;
        }
    };

    MarkStore(CqlSession session, String keyspace) {
        read = new ReadReceipt(session, keyspace);
        write = new WriteReceipts(session, keyspace);
    }

    CompletableFuture<Marks> stored(PendingMarks.Who who) {
        @Nullable Marks cached = cache.get(who);
        return cached != null
                ? CompletableFuture.completedFuture(cached)
                : read.execute(who.conversationId(), who.userId()).toCompletableFuture();
    }

    /// @param isKept from everybody but the user's own devices
    /// @return how many registers were written
    CompletableFuture<Integer> raise(String conversationId, Map<String, ReceiptSignals.Move> moves, boolean isKept) {
        return write.execute(conversationId, moves, isKept).toCompletableFuture();
    }

    /// What is known to be stored now; a replica that lags behind takes nothing back.
    void remember(PendingMarks.Who who, Marks marks) {
        cache.merge(who, marks, Marks::max);
    }

    /// Another instance may write what was ours.
    void forget() {
        cache.clear();
    }
}
