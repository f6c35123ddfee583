package dev.parley.bus.memory;

import dev.parley.bus.DirectoryChanges;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
import dev.parley.contract.RedisKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A directory for one process. Answers are there at once, on the caller's thread.
public final class InMemorySessionDirectory implements SessionDirectory {

    private static final Duration ENTRY_LIVES = Duration.ofSeconds(45);
    private static final Duration LEASE_LIVES = Duration.ofSeconds(10);
    private static final int READ_AT_ONCE = 1_000;

    private record Held(SessionEntry entry, Instant expiry) {}

    private final Clock clock;
    private final Map<String, Map<String, Held>> devicesByUser = new HashMap<>();
    private final Map<String, Instant> leases = new HashMap<>();
    private final Map<Integer, List<String>> changesByShard = new HashMap<>();
    private int losses;

    public InMemorySessionDirectory(Clock clock) {
        this.clock = clock;
    }

    /// Everything is gone, as after a restart of an empty Redis.
    public synchronized void lose() {
        devicesByUser.clear();
        leases.clear();
        changesByShard.clear();
        losses++;
    }

    @Override
    public synchronized CompletionStage<Optional<SessionEntry>> register(SessionEntry entry) {
        Held old = live(entry.userId(), entry.deviceId());
        note(entry);
        if (old == null) {
            put(entry, entry.epochMillis());
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (old.entry().sessionId().equals(entry.sessionId())) {
            put(entry, Math.max(entry.epochMillis(), old.entry().epochMillis()));
            return CompletableFuture.completedFuture(Optional.empty());
        }
        put(entry, Math.max(entry.epochMillis(), old.entry().epochMillis() + 1));
        return CompletableFuture.completedFuture(Optional.of(old.entry()));
    }

    @Override
    public synchronized CompletionStage<Void> refresh(Collection<SessionEntry> entries) {
        for (SessionEntry entry : entries) {
            Held old = live(entry.userId(), entry.deviceId());
            if (old == null) {
                note(entry);
                put(entry, entry.epochMillis());
            } else if (old.entry().sessionId().equals(entry.sessionId())) {
                boolean same = old.entry().gatewayId().equals(entry.gatewayId())
                        && old.entry().background() == entry.background();
                if (!same) {
                    note(entry);
                }
                put(entry, Math.max(entry.epochMillis(), old.entry().epochMillis()));
            } else if (old.entry().epochMillis() <= entry.epochMillis()) {
                note(entry);
                put(entry, entry.epochMillis());
            }
        }
        return done();
    }

    @Override
    public synchronized CompletionStage<Void> remove(SessionEntry entry) {
        Held old = live(entry.userId(), entry.deviceId());
        if (old != null && old.entry().sessionId().equals(entry.sessionId())) {
            note(entry);
            devices(entry.userId()).remove(entry.deviceId());
        }
        return done();
    }

    @Override
    public synchronized CompletionStage<Map<String, List<SessionEntry>>> sessions(Collection<String> userIds) {
        Map<String, List<SessionEntry>> found = new HashMap<>();
        for (String user : userIds) {
            List<SessionEntry> entries = new ArrayList<>();
            for (String device : List.copyOf(devices(user).keySet())) {
                Held held = live(user, device);
                if (held != null) {
                    entries.add(held.entry());
                }
            }
            if (!entries.isEmpty()) {
                found.put(user, entries);
            }
        }
        return CompletableFuture.completedFuture(found);
    }

    @Override
    public synchronized CompletionStage<Map<Integer, DirectoryChanges>> changes(Map<Integer, String> cursorByShard) {
        Map<Integer, DirectoryChanges> changes = new HashMap<>();
        cursorByShard.forEach((shard, cursor) -> changes.put(shard, changes(shard, cursor)));
        return CompletableFuture.completedFuture(changes);
    }

    @Override
    public synchronized CompletionStage<Set<String>> live(Collection<String> addresses) {
        return CompletableFuture.completedFuture(
                addresses.stream().filter(this::hasLease).collect(Collectors.toSet()));
    }

    @Override
    public synchronized CompletionStage<Void> renewLease(String address) {
        leases.put(address, clock.instant().plus(LEASE_LIVES));
        return done();
    }

    @Override
    public synchronized CompletionStage<Void> endLease(String address) {
        leases.remove(address);
        return done();
    }

    @Override
    public synchronized CompletionStage<List<String>> liveAddresses() {
        return CompletableFuture.completedFuture(
                leases.keySet().stream().filter(this::hasLease).toList());
    }

    /// A cursor names the number of changes read, and of losses before: `losses-changes`.
    private DirectoryChanges changes(int shard, String cursor) {
        List<String> log = changesByShard.getOrDefault(shard, List.of());
        String end = log.isEmpty() ? "" : losses + "-" + log.size();
        if (log.isEmpty() || !cursor.startsWith(losses + "-")) {
            return DirectoryChanges.anewFrom(end);
        }
        List<String> more = log.subList(Integer.parseInt(cursor.substring(cursor.indexOf('-') + 1)), log.size());
        return more.size() < READ_AT_ONCE ? new DirectoryChanges(end, more, true) : DirectoryChanges.anewFrom(end);
    }

    private void note(SessionEntry entry) {
        changesByShard
                .computeIfAbsent(RedisKeys.directoryShard(entry.userId()), ignored -> new ArrayList<>())
                .add(entry.userId());
    }

    private boolean hasLease(String address) {
        Instant end = leases.get(address);
        return end != null && end.isAfter(clock.instant());
    }

    private @Nullable Held live(String user, String device) {
        Held held = devices(user).get(device);
        return held != null && held.expiry().isAfter(clock.instant()) ? held : null;
    }

    private void put(SessionEntry entry, long epochMillis) {
        SessionEntry stored = new SessionEntry(
                entry.userId(),
                entry.deviceId(),
                entry.gatewayId(),
                entry.sessionId(),
                epochMillis,
                entry.background());
        devices(entry.userId())
                .put(entry.deviceId(), new Held(stored, clock.instant().plus(ENTRY_LIVES)));
    }

    private Map<String, Held> devices(String user) {
        return devicesByUser.computeIfAbsent(user, ignored -> new HashMap<>());
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
