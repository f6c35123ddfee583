package dev.parley.bus.redis;

import dev.parley.bus.HeadStore;
import dev.parley.bus.RecentChange;
import dev.parley.contract.RedisKeys;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Heads in Redis: one string per conversation (`head:{conversation}`, 24 h after its last rise; history is far
/// ahead of that) and one hash per user who lately came into a conversation or left one (`recent:{user}`, 1 h).
///
/// Every answer completes on Redis's event loop: do not block in it.
public final class RedisHeadStore implements HeadStore {

    private static final Duration HEAD_LIVES = Duration.ofHours(24);
    private static final Duration RECENT_LIVES = Duration.ofHours(1);

    private final RedisConnections connections;
    private final RedisKeys keys;

    public RedisHeadStore(RedisConnections connections) {
        this.connections = connections;
        this.keys = connections.keys();
    }

    @Override
    public CompletionStage<Void> raise(Map<String, Long> headByConversation) {
        return Batches.run(headByConversation.entrySet(), batch -> {
            Pipeline<String> pipeline = connections.textPipeline();
            List<CompletableFuture<Long>> raised = batch.stream()
                    .map(head -> RaiseHeadScript.run(pipeline, keys.head(head.getKey()), head.getValue(), HEAD_LIVES))
                    .toList();
            pipeline.send();
            return Batches.all(raised);
        });
    }

    @Override
    public CompletionStage<Map<String, Long>> read(Collection<String> conversationIds) {
        Map<String, Long> heads = new HashMap<>();
        return Batches.run(new HashSet<>(conversationIds), batch -> read(batch, heads))
                .thenApply(ignored -> heads);
    }

    @Override
    public CompletionStage<Void> note(Collection<String> userIds, String conversationId, RecentChange change) {
        return Batches.run(new HashSet<>(userIds), batch -> {
            Pipeline<String> pipeline = connections.textPipeline();
            List<CompletableFuture<Long>> noted = new ArrayList<>();
            for (String user : batch) {
                String key = keys.recentConversations(user);
                noted.add(pipeline.setField(key, conversationId, encoded(change)));
                noted.add(pipeline.expire(key, RECENT_LIVES));
            }
            pipeline.send();
            return Batches.all(noted);
        });
    }

    @Override
    public CompletionStage<Map<String, RecentChange>> recent(String userId) {
        try {
            Pipeline<String> pipeline = connections.textPipeline();
            CompletableFuture<Map<String, String>> recent = pipeline.hashOf(keys.recentConversations(userId));
            pipeline.send();
            return recent.thenApply(found -> {
                Map<String, RecentChange> changes = new HashMap<>();
                found.forEach((conversation, change) -> changes.put(conversation, decoded(change)));
                return changes;
            });
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// The seq, negative for the end of a membership.
    private static String encoded(RecentChange change) {
        return Long.toString(change.joined() ? change.seq() : -change.seq());
    }

    private static RecentChange decoded(String value) {
        long seq = Long.parseLong(value);
        return new RecentChange(Math.abs(seq), seq > 0);
    }

    private CompletableFuture<Void> read(List<String> conversationIds, Map<String, Long> heads) {
        Pipeline<String> pipeline = connections.textPipeline();
        Map<String, CompletableFuture<Optional<String>>> answers = new LinkedHashMap<>();
        conversationIds.forEach(id -> answers.put(id, pipeline.get(keys.head(id))));
        pipeline.send();
        return Batches.all(List.copyOf(answers.values()))
                .thenRun(() -> answers.forEach(
                        (id, head) -> head.join().ifPresent(seq -> heads.put(id, Long.parseLong(seq)))));
    }
}
