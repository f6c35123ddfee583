package dev.parley.bus.memory;

import dev.parley.bus.HeadStore;
import dev.parley.bus.RecentChange;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Heads for one process; nothing expires. Answers are there at once, on the caller's thread.
public final class InMemoryHeadStore implements HeadStore {

    private final Map<String, Long> heads = new HashMap<>();
    private final Map<String, Map<String, RecentChange>> recent = new HashMap<>();

    @Override
    public synchronized CompletionStage<Void> raise(Map<String, Long> headByConversation) {
        headByConversation.forEach((conversation, seq) -> heads.merge(conversation, seq, Math::max));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Map<String, Long>> read(Collection<String> conversationIds) {
        Map<String, Long> found = new HashMap<>();
        for (String conversation : conversationIds) {
            Long seq = heads.get(conversation);
            if (seq != null) {
                found.put(conversation, seq);
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public synchronized CompletionStage<Void> note(
            Collection<String> userIds, String conversationId, RecentChange change) {
        userIds.forEach(
                user -> recent.computeIfAbsent(user, ignored -> new HashMap<>()).put(conversationId, change));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Map<String, RecentChange>> recent(String userId) {
        return CompletableFuture.completedFuture(Map.copyOf(recent.getOrDefault(userId, Map.of())));
    }
}
