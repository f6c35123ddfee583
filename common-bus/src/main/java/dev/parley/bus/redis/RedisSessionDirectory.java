package dev.parley.bus.redis;

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

/// The session directory in Redis: one hash per user (`session:{user}`), one lease per bus address
/// (`gateway:{id}`), one sorted set of addresses (`gateways`).
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
        return one(pipeline -> RegisterScript.run(pipeline, keys.session(entry.userId()), entry, ENTRY_LIVES));
    }

    @Override
    public CompletionStage<Void> refresh(Collection<SessionEntry> entries) {
        entries.forEach(EntryValue::requireEncodable);
        return Batches.run(entries, batch -> {
            Pipeline<String> pipeline = connections.textPipeline();
            List<CompletableFuture<Boolean>> written = batch.stream()
                    .map(entry -> RefreshScript.run(pipeline, keys.session(entry.userId()), entry, ENTRY_LIVES))
                    .toList();
            pipeline.send();
            return Batches.all(written);
        });
    }

    @Override
    public CompletionStage<Void> remove(SessionEntry entry) {
        return one(pipeline -> RemoveScript.run(pipeline, keys.session(entry.userId()), entry))
                .thenAccept(removed -> {});
    }

    @Override
    public CompletionStage<Map<String, List<SessionEntry>>> lookup(Collection<String> userIds) {
        Map<String, List<SessionEntry>> found = new HashMap<>();
        return Batches.run(new HashSet<>(userIds), batch -> read(batch, found))
                .thenCompose(ignored -> withLease(found));
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

    private CompletableFuture<Map<String, List<SessionEntry>>> withLease(Map<String, List<SessionEntry>> found) {
        Set<String> gateways = new HashSet<>();
        found.values().forEach(entries -> entries.forEach(entry -> gateways.add(entry.gatewayId())));
        return leases.live(gateways).thenApply(live -> {
            found.values().forEach(entries -> entries.removeIf(entry -> !live.contains(entry.gatewayId())));
            found.values().removeIf(List::isEmpty);
            return found;
        });
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
