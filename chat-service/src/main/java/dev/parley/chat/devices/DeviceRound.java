package dev.parley.chat.devices;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
import dev.parley.proto.log.DeviceSnapshot;
import dev.parley.proto.log.SessionChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of one poll of `parley.presence`: one read for each user not in memory, one write for each user whose
/// list changed, one look into the directory if any list is too long. A storm of openings costs no more than that.
///
/// A step that a store fails may be called again: reading changes nothing, deciding needs no store, and what is to be
/// written is kept until it is. One thread.
final class DeviceRound {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceRound.class);
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(3);
    private static final int CACHED = 20_000;

    /// A record as it stands in the log.
    record Change(SessionChange change, long offset, long appendMillis) {}

    private final ReadDevices read;
    private final WriteDevices write;
    private final SessionDirectory directory;
    private final SessionCloser closer;
    private final Map<String, DeviceSnapshot> unwritten = new LinkedHashMap<>();
    private final Map<String, DeviceList> lists = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DeviceList> eldest) {
            return size() > CACHED;
        }
    };

    DeviceRound(CqlSession cassandra, String keyspace, SessionDirectory directory, SessionCloser closer) {
        this.read = new ReadDevices(cassandra, keyspace);
        this.write = new WriteDevices(cassandra, keyspace);
        this.directory = directory;
        this.closer = closer;
    }

    /// Another instance may have written meanwhile.
    void forget() {
        lists.clear();
    }

    /// @throws ExecutionException if Cassandra cannot be reached
    void load(Collection<Change> changes) throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, CompletableFuture<DeviceSnapshot>> reads = new HashMap<>();
        for (Change change : changes) {
            String user = change.change().getUserId();
            if (!lists.containsKey(user)) {
                reads.computeIfAbsent(user, read::execute);
            }
        }
        await(CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new)));
        reads.forEach((user, snapshot) -> lists.put(user, new DeviceList(snapshot.join())));
    }

    /// After {@link #load} of the same changes. Sockets are told to close before anything is written: done
    /// twice is harmless, forgotten is not.
    void decide(Collection<Change> changes) throws InterruptedException {
        Map<String, DeviceList> touched = new LinkedHashMap<>();
        for (Change change : changes) {
            SessionChange said = change.change();
            DeviceList list = lists.get(said.getUserId());
            if (list != null) {
                touched.put(said.getUserId(), list);
                list.apply(said, change.offset(), change.appendMillis())
                        .ifPresent(device -> closer.close(said.getUserId(), device));
            }
        }
        List<String> overfull = touched.entrySet().stream()
                .filter(entry -> entry.getValue().isOverfull())
                .map(Map.Entry::getKey)
                .toList();
        if (!overfull.isEmpty()) {
            Map<String, Set<String>> connected = connected(overfull, touched);
            overfull.forEach(user -> evict(user, touched, connected));
        }
        touched.forEach((user, list) -> list.takeChanges().ifPresent(snapshot -> unwritten.put(user, snapshot)));
    }

    /// @throws ExecutionException if Cassandra cannot be reached
    void write() throws InterruptedException, ExecutionException, TimeoutException {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        unwritten.forEach((user, snapshot) -> writes.add(write.execute(user, snapshot)));
        await(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
        unwritten.clear();
    }

    private void evict(String user, Map<String, DeviceList> touched, Map<String, Set<String>> connected) {
        DeviceList list = touched.get(user);
        if (list != null) {
            list.evict(connected.getOrDefault(user, Set.of())).forEach(device -> closer.close(user, device));
        }
    }

    private Map<String, Set<String>> connected(List<String> users, Map<String, DeviceList> touched)
            throws InterruptedException {
        try {
            Map<String, List<SessionEntry>> live = await(directory.lookup(users).toCompletableFuture());
            Map<String, Set<String>> connected = new HashMap<>();
            live.forEach((user, entries) -> connected.put(
                    user, entries.stream().map(SessionEntry::deviceId).collect(Collectors.toSet())));
            return connected;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("devices make room unseen users={} cause={}", users.size(), e.toString());
            Map<String, Set<String>> guessed = new HashMap<>();
            users.forEach(user -> {
                DeviceList list = touched.get(user);
                guessed.put(user, list == null ? Set.of() : list.lastSeenConnected());
            });
            return guessed;
        }
    }

    private static <T> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
