package dev.parley.gateway.resume;

import dev.parley.bus.HeadStore;
import dev.parley.bus.RecentChange;
import dev.parley.contract.ProtocolLimits;
import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.proto.v1.Page;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads heads from history (which lags) and from Redis (which may have lost something); of two the greater wins.
/// Called after the session is registered, while routers write a head before they look for sessions: so an event is
/// seen here or delivered there. Of an ended membership it says the last seq, even if history has not heard of
/// the end. Never fails: what cannot be reached is left out and said so.
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
        return recent(userId).thenCompose(recent -> new Walk(userId, positions, recent.keySet()).from(after, 0));
    }

    /// The same from the first conversation on, with what the user has not read in the first of those found.
    public CompletionStage<Heads> readWithCounts(String userId, Map<String, Long> positions) {
        return read(userId, positions, "").thenCompose(heads -> {
            List<String> ids = heads.heads().keySet().stream()
                    .limit(ProtocolLimits.MAX_COUNTS)
                    .toList();
            return ids.isEmpty() || !heads.complete()
                    ? CompletableFuture.completedFuture(heads)
                    : history.counts(userId, ids).thenApply(heads::with);
        });
    }

    /// What Redis knows of these conversations; empty if it does not answer.
    CompletionStage<Map<String, Long>> known(Set<String> conversationIds) {
        return conversationIds.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : store.read(conversationIds).exceptionally(failure -> none());
    }

    private CompletionStage<Map<String, RecentChange>> recent(String userId) {
        return store.recent(userId).exceptionally(failure -> none());
    }

    private <T> Map<String, T> none() {
        metrics.unavailable("redis");
        return Map.of();
    }

    /// One reading, page by page, until there are enough heads.
    private final class Walk {

        private final String userId;
        private final Map<String, Long> positions;
        private final Set<String> recent;
        private final TreeMap<String, Long> found = new TreeMap<>();
        private final Map<String, Long> epochs = new HashMap<>();

        private Walk(String userId, Map<String, Long> positions, Set<String> recent) {
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
            String last = more ? Collections.max(page.getHeadsMap().keySet()) : "";
            Set<String> ids = new HashSet<>(page.getHeadsMap().keySet());
            recent.stream()
                    .filter(id -> id.compareTo(after) > 0 && (!more || id.compareTo(last) <= 0))
                    .forEach(ids::add);
            epochs.putAll(page.getEpochsMap());
            return find(ids, page).thenCompose(ignored -> {
                boolean goOn = more && found.size() <= ProtocolLimits.MAX_HEADS && pages + 1 < MAX_PAGES;
                return goOn ? from(last, pages + 1) : CompletableFuture.completedFuture(result(more, true));
            });
        }

        private CompletionStage<Heads> withoutHistory(String after) {
            metrics.unavailable("history");
            Set<String> ids = new HashSet<>(recent);
            ids.removeIf(id -> id.compareTo(after) <= 0);
            return find(ids, Page.getDefaultInstance()).thenApply(ignored -> result(true, false));
        }

        /// First the heads, then the changes of memberships: the router notes an end before it raises a
        /// head past it, so an end at or below a head that was read is known.
        private CompletionStage<Void> find(Set<String> ids, Page page) {
            return known(ids)
                    .thenCompose(known -> recent(userId).thenAccept(changes -> {
                        // A gap behind the last seq marks a membership that has ended.
                        Set<String> ended = new HashSet<>();
                        page.getGapsList().forEach(gap -> ended.add(gap.getConversationId()));
                        for (String id : ids) {
                            HeadOfUser head = new HeadOfUser(
                                    page.getHeadsOrDefault(id, 0),
                                    ended.contains(id),
                                    changes.get(id),
                                    known.getOrDefault(id, 0L));
                            if (head.seq()
                                    > Optional.ofNullable(positions.get(id)).orElse(0L)) {
                                found.put(id, head.seq());
                            }
                        }
                    }));
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
