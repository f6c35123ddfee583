package dev.parley.bus;

import dev.parley.contract.RedisKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/// A session directory that remembers what it read, for who looks the same users up again and again. Each look-up
/// asks the directory what changed, one command per shard, and reads only the users it does not know.
///
/// A look-up finds **what the directory itself would give**, as of a moment after the look-up began: a session whose
/// registration was acknowledged before is found, one whose removal was is not. Only an entry that ran out of time
/// unseen may be found for {@link Placements#LIVES} more, and its gateway's lease says that it is gone.
///
/// Holds about 460 bytes (one session, measured) for each of at most {@link #MAX_USERS} users. Any thread.
public final class CachedSessionDirectory implements SessionDirectory {

    static final int MAX_USERS = 50_000;

    /// Told after each look-up.
    @FunctionalInterface
    public interface Listener {

        /// @param known users whose sessions, or lack of any, were known
        /// @param read users who had to be read
        void lookedUp(int known, int read);
    }

    private final SessionDirectory directory;
    private final Listener listener;
    private final List<Placements> shards;

    public CachedSessionDirectory(SessionDirectory directory, Listener listener) {
        this(directory, listener, MAX_USERS, System::nanoTime);
    }

    CachedSessionDirectory(SessionDirectory directory, Listener listener, int maxUsers, LongSupplier nanoClock) {
        this.directory = directory;
        this.listener = listener;
        List<Placements> each = new ArrayList<>();
        for (int shard = 0; shard < RedisKeys.DIRECTORY_SHARDS; shard++) {
            each.add(new Placements(maxUsers / RedisKeys.DIRECTORY_SHARDS, nanoClock));
        }
        this.shards = List.copyOf(each);
    }

    @Override
    public CompletionStage<Map<String, List<SessionEntry>>> sessions(Collection<String> userIds) {
        Map<Integer, Set<String>> usersByShard = new HashMap<>();
        userIds.forEach(user -> usersByShard
                .computeIfAbsent(RedisKeys.directoryShard(user), shard -> new HashSet<>())
                .add(user));
        Map<Integer, String> cursors = new HashMap<>();
        usersByShard
                .keySet()
                .forEach(shard -> cursors.put(shard, shards.get(shard).cursor()));
        return directory.changes(cursors).thenCompose(changes -> {
            changes.forEach((shard, change) -> shards.get(shard).apply(cursors.getOrDefault(shard, ""), change));
            return known(usersByShard);
        });
    }

    /// What is known, and of the others what the directory says now.
    private CompletionStage<Map<String, List<SessionEntry>>> known(Map<Integer, Set<String>> usersByShard) {
        Map<String, List<SessionEntry>> found = new HashMap<>();
        Map<Integer, Placements.Reading> readings = new HashMap<>();
        List<String> unread = new ArrayList<>();
        int users = 0;
        for (Map.Entry<Integer, Set<String>> shard : usersByShard.entrySet()) {
            Placements.Reading reading = shards.get(shard.getKey()).begin(shard.getValue());
            readings.put(shard.getKey(), reading);
            found.putAll(reading.known());
            unread.addAll(reading.unread().keySet());
            users += shard.getValue().size();
        }
        listener.lookedUp(users - unread.size(), unread.size());
        if (unread.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        return directory.sessions(unread).thenApply(read -> {
            readings.forEach((shard, reading) -> shards.get(shard).end(reading, read));
            found.putAll(read);
            return found;
        });
    }

    @Override
    public CompletionStage<Optional<SessionEntry>> register(SessionEntry entry) {
        return directory.register(entry);
    }

    @Override
    public CompletionStage<Void> refresh(Collection<SessionEntry> entries) {
        return directory.refresh(entries);
    }

    @Override
    public CompletionStage<Void> remove(SessionEntry entry) {
        return directory.remove(entry);
    }

    @Override
    public CompletionStage<Map<Integer, DirectoryChanges>> changes(Map<Integer, String> cursorByShard) {
        return directory.changes(cursorByShard);
    }

    @Override
    public CompletionStage<Set<String>> live(Collection<String> addresses) {
        return directory.live(addresses);
    }

    @Override
    public CompletionStage<Void> renewLease(String address) {
        return directory.renewLease(address);
    }

    @Override
    public CompletionStage<Void> endLease(String address) {
        return directory.endLease(address);
    }

    @Override
    public CompletionStage<List<String>> liveAddresses() {
        return directory.liveAddresses();
    }
}
