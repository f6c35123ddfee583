package dev.parley.chat.settings;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What users have chosen, remembered for {@link #REMEMBERED}: a change made at another instance is heeded here
/// after that time at the latest. Any thread; nothing blocks. Fails with the driver's exception.
public final class SettingsStore {

    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final int CACHED = 50_000;

    private record Remembered(UserSettings settings, long untilNanos) {}

    private final ReadUserSettings read;
    private final WriteUserSettings write;
    private final Map<String, Remembered> cache = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > CACHED;
        }
    };

    public SettingsStore(CqlSession session, String keyspace) {
        read = new ReadUserSettings(session, keyspace);
        write = new WriteUserSettings(session, keyspace);
    }

    /// As stored.
    public CompletableFuture<UserSettings> read(String userId) {
        return read.execute(userId)
                .thenApply(settings -> {
                    remember(userId, settings);
                    return settings;
                })
                .toCompletableFuture();
    }

    public CompletableFuture<Void> write(String userId, UserSettings settings) {
        return write.execute(userId, settings)
                .thenRun(() -> remember(userId, settings))
                .toCompletableFuture();
    }

    /// Those of the users who hide how far they have read.
    public CompletableFuture<Set<String>> hiding(Collection<String> userIds) {
        Set<String> hiding = new HashSet<>();
        Map<String, CompletableFuture<UserSettings>> reads = new HashMap<>();
        for (String userId : Set.copyOf(userIds)) {
            @Nullable UserSettings known = remembered(userId);
            if (known == null) {
                reads.put(userId, read(userId));
            } else if (!known.readReceipts()) {
                hiding.add(userId);
            }
        }
        return CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    reads.forEach((userId, settings) -> {
                        if (!settings.join().readReceipts()) {
                            hiding.add(userId);
                        }
                    });
                    return hiding;
                });
    }

    private @Nullable UserSettings remembered(String userId) {
        synchronized (cache) {
            Remembered known = cache.get(userId);
            return known == null || System.nanoTime() - known.untilNanos >= 0 ? null : known.settings;
        }
    }

    private void remember(String userId, UserSettings settings) {
        synchronized (cache) {
            cache.put(userId, new Remembered(settings, System.nanoTime() + REMEMBERED.toNanos()));
        }
    }
}
