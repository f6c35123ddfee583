package dev.parley.bus.redis;

import dev.parley.bus.DirectoryChanges;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// The session directory in Redis: one hash per user (`session:{shard}user`) and one log of changes per shard
/// (`directory:{shard}`), written together; one lease per bus address (`gateway:id`), one sorted set of addresses
/// (`gateways`).
///
/// Every answer completes on Redis's event loop: do not block in it. Commands fail within two seconds while
/// Redis is away.
public final class RedisSessionDirectory implements SessionDirectory {

    private static final Duration ENTRY_LIVES = Duration.ofSeconds(45);
    private static final Duration LEASE_LIVES = Duration.ofSeconds(10);
    private static final Duration ADDRESS_DROPPED_AFTER = Duration.ofMinutes(1);

    private final RedisConnections connections;
    private final RedisKeys keys;
    private final Leases leases;

    public RedisSessionDirectory(RedisConnections connections) {
        this.connections = connections;
        this.keys = connections.keys();
        this.leases = new Leases(connections);
    }

    @Override
    public CompletionStage<Optional<SessionEntry>> register(SessionEntry entry) {
        EntryValue.requireEncodable(entry);
        return one(pipeline -> RegisterScript.run(pipeline, keysOf(entry), entry, ENTRY_LIVES));
    }

    @Override
    public CompletionStage<Void> refresh(Collection<SessionEntry> entries) {
        entries.forEach(EntryValue::requireEncodable);
        return Batches.run(entries, batch -> {
            Pipeline<String> pipeline = connections.textPipeline();
            List<CompletableFuture<Boolean>> written = batch.stream()
                    .map(entry -> RefreshScript.run(pipeline, keysOf(entry), entry, ENTRY_LIVES))
                    .toList();
            pipeline.send();
            return Batches.all(written);
        });
    }

    @Override
    public CompletionStage<Void> remove(SessionEntry entry) {
        return one(pipeline -> RemoveScript.run(pipeline, keysOf(entry), entry)).thenAccept(removed -> {});
    }

    @Override
    public CompletionStage<Map<String, List<SessionEntry>>> sessions(Collection<String> userIds) {
        Map<String, List<SessionEntry>> found = new HashMap<>();
        return Batches.run(new HashSet<>(userIds), batch -> read(batch, found)).thenApply(ignored -> found);
    }

    @Override
    public CompletionStage<Map<Integer, DirectoryChanges>> changes(Map<Integer, String> cursorByShard) {
        return one(pipeline -> {
            Map<Integer, CompletableFuture<DirectoryChanges>> answers = new HashMap<>();
            cursorByShard.forEach((shard, cursor) ->
                    answers.put(shard, ChangeLog.since(pipeline, keys.directoryChanges(shard), cursor)));
            return Batches.all(List.copyOf(answers.values())).thenApply(ignored -> {
                Map<Integer, DirectoryChanges> changes = new HashMap<>();
                answers.forEach((shard, answer) -> changes.put(shard, answer.join()));
                return changes;
            });
        });
    }

    @Override
    public CompletionStage<Set<String>> live(Collection<String> addresses) {
        return leases.live(addresses);
    }

    @Override
    public CompletionStage<Void> renewLease(String address) {
        return both(
                pipeline -> pipeline.set(keys.gatewayLease(address), "1", LEASE_LIVES),
                pipeline -> AnnounceScript.run(pipeline, keys.gateways(), address, ADDRESS_DROPPED_AFTER));
    }

    @Override
    public CompletionStage<Void> endLease(String address) {
        return both(
                pipeline -> pipeline.delete(keys.gatewayLease(address)),
                pipeline -> pipeline.removeRanked(keys.gateways(), address));
    }

    @Override
    public CompletionStage<List<String>> liveAddresses() {
        return one(pipeline -> LiveAddressesScript.run(pipeline, keys.gateways(), LEASE_LIVES));
    }

    private CompletableFuture<Void> read(List<String> users, Map<String, List<SessionEntry>> found) {
        Pipeline<String> pipeline = connections.textPipeline();
        Map<String, CompletableFuture<Map<String, String>>> answers = new LinkedHashMap<>();
        users.forEach(user -> answers.put(user, pipeline.hashOf(keys.session(user))));
        pipeline.send();
        return Batches.all(List.copyOf(answers.values()))
                .thenRun(() -> answers.forEach((user, devices) -> {
                    List<SessionEntry> entries = new ArrayList<>();
                    devices.join()
                            .forEach((device, value) ->
                                    EntryValue.decode(user, device, value).ifPresent(entries::add));
                    if (!entries.isEmpty()) {
                        found.put(user, entries);
                    }
                }));
    }

    private List<String> keysOf(SessionEntry entry) {
        String user = entry.userId();
        return List.of(keys.session(user), keys.directoryChanges(RedisKeys.directoryShard(user)));
    }

    private <T> CompletableFuture<T> one(Function<Pipeline<String>, CompletableFuture<T>> command) {
        try {
            Pipeline<String> pipeline = connections.textPipeline();
            CompletableFuture<T> answer = command.apply(pipeline);
            pipeline.send();
            return answer;
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> both(
            Function<Pipeline<String>, CompletableFuture<?>> first,
            Function<Pipeline<String>, CompletableFuture<?>> second) {
        return one(pipeline -> Batches.all(List.of(first.apply(pipeline), second.apply(pipeline))));
    }
}
