package dev.parley.bus;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

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
    /// One pipelined round trip.
    CompletionStage<Map<String, List<SessionEntry>>> lookup(Collection<String> userIds);

    /// Renews the lease of a bus address (TTL 10 s). Without it, routers ignore its sessions.
    CompletionStage<Void> renewLease(String address);

    /// Ends the lease at once, at a clean shutdown.
    CompletionStage<Void> endLease(String address);

    /// Bus addresses with a lease.
    CompletionStage<List<String>> liveAddresses();
}
