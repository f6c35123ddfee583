package dev.parley.bus;

import dev.parley.contract.RedisKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// Which sessions a user has, and where. A hint: entries live 45 s without a refresh, everything may be lost at
/// any time and is back after one refresh period. All methods are asynchronous, safe from any thread, and fail
/// with the store's exception when it cannot be reached.
///
/// Every implementation passes `SessionDirectoryContract`.
public interface SessionDirectory {

    /// Writes the entry and tells which session of the same device it displaced, if another one was there. Who
    /// registers last is the newest, whatever the clocks of the gateways say.
    CompletionStage<Optional<SessionEntry>> register(SessionEntry entry);

    /// Writes all entries again, in one pipelined batch; heals a directory that was lost. An entry that was
    /// displaced by a newer session (greater epoch) is not written.
    CompletionStage<Void> refresh(Collection<SessionEntry> entries);

    /// Removes the entry of this session, and only of this one.
    CompletionStage<Void> remove(SessionEntry entry);

    /// Live sessions of each user, those on gateways without a lease left out. Users without any are absent.
    default CompletionStage<Map<String, List<SessionEntry>>> lookup(Collection<String> userIds) {
        return sessions(userIds).thenCompose(found -> {
            Set<String> gateways = found.values().stream()
                    .flatMap(List::stream)
                    .map(SessionEntry::gatewayId)
                    .collect(Collectors.toSet());
            return live(gateways).thenApply(live -> at(live, found));
        });
    }

    /// Sessions of each user, whether their gateway has a lease or not. Users without any are absent. One
    /// pipelined round trip.
    CompletionStage<Map<String, List<SessionEntry>>> sessions(Collection<String> userIds);

    /// What changed in each shard ({@link RedisKeys#directoryShard}) since a cursor of an earlier answer, "" for
    /// none. Every registration and removal, and every refresh that brings something new, is told in one write
    /// with the change itself: who reads sessions after the changes has the sessions as of those changes or
    /// newer.
    CompletionStage<Map<Integer, DirectoryChanges>> changes(Map<Integer, String> cursorByShard);

    /// Which of the addresses have a lease. That one has none is never remembered; that it has, for a second.
    CompletionStage<Set<String>> live(Collection<String> addresses);

    /// Renews the lease of a bus address (TTL 10 s). Without it, routers ignore its sessions.
    CompletionStage<Void> renewLease(String address);

    /// Ends the lease at once, at a clean shutdown.
    CompletionStage<Void> endLease(String address);

    /// Bus addresses with a lease.
    CompletionStage<List<String>> liveAddresses();

    private static Map<String, List<SessionEntry>> at(Set<String> live, Map<String, List<SessionEntry>> sessions) {
        Map<String, List<SessionEntry>> there = new HashMap<>();
        sessions.forEach((user, entries) -> {
            List<SessionEntry> left = entries.stream()
                    .filter(entry -> live.contains(entry.gatewayId()))
                    .toList();
            if (!left.isEmpty()) {
                there.put(user, left);
            }
        });
        return there;
    }
}
