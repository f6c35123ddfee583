package dev.parley.gateway.resume;

import dev.parley.bus.HeadStore;
import dev.parley.contract.ProtocolLimits;
import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Page;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads heads from history (which lags) and from Redis (which may have lost something); of two the greater wins.
/// Called after the session is registered, while routers write a head before they look for sessions: so an event is
/// seen here or delivered there. Never fails: what cannot be reached is left out and said so.
public final class HeadReader {

    /// Pages of 1,000 conversations that are walked to find heads above the positions.
    private static final int MAX_PAGES = 20;

    private final HistoryClient history;
    private final HeadStore store;
    private final GatewayMetrics metrics;

    public HeadReader(HistoryClient history, HeadStore store, GatewayMetrics metrics) {
        this.history = history;
        this.store = store;
        this.metrics = metrics;
    }

    /// Heads above `positions` (0 where none is given) of conversations with an id above `after`.
    public CompletionStage<Heads> read(String userId, Map<String, Long> positions, String after) {
        return store.recentlyJoined(userId)
                .exceptionally(failure -> none())
                .thenCompose(recent -> new Walk(userId, positions, recent).from(after, 0));
    }

    /// What Redis knows of these conversations; empty if it does not answer.
    CompletionStage<Map<String, Long>> known(Set<String> conversationIds) {
        return conversationIds.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : store.read(conversationIds).exceptionally(failure -> none());
    }

    private Map<String, Long> none() {
        metrics.unavailable("redis");
        return Map.of();
    }

    /// One reading, page by page, until there are enough heads.
    private final class Walk {

        private final String userId;
        private final Map<String, Long> positions;
        private final Map<String, Long> recent;
        private final TreeMap<String, Long> found = new TreeMap<>();
        private final Map<String, Long> epochs = new HashMap<>();

        private Walk(String userId, Map<String, Long> positions, Map<String, Long> recent) {
            this.userId = userId;
            this.positions = positions;
            this.recent = recent;
        }

        private CompletionStage<Heads> from(String after, int pages) {
            return history.heads(userId, after, ProtocolLimits.MAX_HEADS)
                    .thenCompose(page -> page.isPresent() ? with(page.get(), after, pages) : withoutHistory(after));
        }

        private CompletionStage<Heads> with(Page page, String after, int pages) {
            boolean more = page.getHeadsMore() && page.getHeadsCount() > 0;
            TreeMap<String, Long> heads = new TreeMap<>(page.getHeadsMap());
            String last = more ? heads.lastKey() : "";
            recent.forEach((id, seq) -> {
                boolean inPage = id.compareTo(after) > 0 && (!more || id.compareTo(last) <= 0);
                if (inPage) {
                    heads.merge(id, seq, Math::max);
                }
            });
            epochs.putAll(page.getEpochsMap());
            return known(withoutEnded(heads.keySet(), page)).thenCompose(known -> {
                known.forEach((id, seq) -> heads.merge(id, seq, Math::max));
                keepAbovePositions(heads);
                boolean goOn = more && found.size() <= ProtocolLimits.MAX_HEADS && pages + 1 < MAX_PAGES;
                return goOn ? from(last, pages + 1) : CompletableFuture.completedFuture(result(more, true));
            });
        }

        private CompletionStage<Heads> withoutHistory(String after) {
            metrics.unavailable("history");
            TreeMap<String, Long> heads = new TreeMap<>(recent);
            heads.keySet().removeIf(id -> id.compareTo(after) <= 0);
            return known(Set.copyOf(heads.keySet())).thenApply(known -> {
                known.forEach((id, seq) -> heads.merge(id, seq, Math::max));
                keepAbovePositions(heads);
                return result(true, false);
            });
        }

        /// An ended membership is marked by a gap behind its last seq; the conversation's own head is not for
        /// this user.
        private Set<String> withoutEnded(Set<String> ids, Page page) {
            Set<String> live = new HashSet<>(ids);
            page.getGapsList().stream().map(Gap::getConversationId).forEach(live::remove);
            return live;
        }

        private void keepAbovePositions(Map<String, Long> heads) {
            heads.forEach((id, seq) -> {
                if (seq > Optional.ofNullable(positions.get(id)).orElse(0L)) {
                    found.put(id, seq);
                }
            });
        }

        private Heads result(boolean more, boolean complete) {
            if (found.size() <= ProtocolLimits.MAX_HEADS) {
                return new Heads(found, more, epochs, complete);
            }
            SortedMap<String, Long> first = new TreeMap<>();
            for (Map.Entry<String, Long> head : found.entrySet()) {
                if (first.size() == ProtocolLimits.MAX_HEADS) {
                    break;
                }
                first.put(head.getKey(), head.getValue());
            }
            return new Heads(first, true, epochs, complete);
        }
    }
}
