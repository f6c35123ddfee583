package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.sequencing.Missing;
import dev.parley.chat.sequencing.PartitionCheckpoint;
import dev.parley.chat.sequencing.StateSource;
import dev.parley.chat.sequencing.WindowKey;
import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.DedupSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads checkpoint rows, all in parallel, so that a decision never has to. Fails with the driver's exception when
/// Cassandra cannot be reached; the caller asks again. Never blocks the caller.
public final class CheckpointReader {

    /// Below the driver's own bound of requests per connection, so that a take-over cannot starve a checkpoint.
    private static final int MAX_PARALLEL = 256;

    private final ReadConversationState readState;
    private final ReadDedupWindow readWindow;
    private final ReadPartitionCheckpoint readCheckpoint;
    private final Executor background;
    private final Semaphore slots = new Semaphore(MAX_PARALLEL);

    /// @param background starts the reads; they wait for a free slot, so it is never the sequencing thread
    public CheckpointReader(CqlSession session, String keyspace, Executor background) {
        this.background = background;
        readState = new ReadConversationState(session, keyspace);
        readWindow = new ReadDedupWindow(session, keyspace);
        readCheckpoint = new ReadPartitionCheckpoint(session, keyspace);
    }

    public CompletableFuture<Optional<PartitionCheckpoint>> partition(int partition) {
        return readCheckpoint.execute(partition).toCompletableFuture();
    }

    /// All rows asked for, as a source that answers from memory.
    public CompletableFuture<StateSource> load(Missing missing) {
        return CompletableFuture.supplyAsync(() -> start(missing), background).thenCompose(started -> started);
    }

    private CompletableFuture<StateSource> start(Missing missing) {
        Loaded loaded = new Loaded(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        CompletableFuture<?>[] conversations = missing.conversations().stream()
                .map(id -> limited(() -> readState.execute(id).toCompletableFuture())
                        .thenAccept(row -> loaded.conversations.put(id, row)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture<?>[] windows = missing.windows().stream()
                .map(key -> limited(() -> readWindow
                                .execute(key.conversationId(), key.deviceKey())
                                .toCompletableFuture())
                        .thenAccept(row -> loaded.windows.put(key, row)))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(CompletableFuture.allOf(conversations), CompletableFuture.allOf(windows))
                .thenApply(done -> loaded);
    }

    private <T> CompletableFuture<T> limited(Supplier<CompletableFuture<T>> read) {
        slots.acquireUninterruptibly();
        CompletableFuture<T> result;
        try {
            result = read.get();
        } catch (RuntimeException e) {
            slots.release();
            return CompletableFuture.failedFuture(e);
        }
        return result.whenComplete((row, failure) -> slots.release());
    }

    /// Answers only what was asked for: a silent "never written" for a row that was not read would be a wrong
    /// state.
    private record Loaded(
            Map<String, Optional<ConversationSnapshot>> conversations, Map<WindowKey, Optional<DedupSnapshot>> windows)
            implements StateSource {

        @Override
        public Optional<ConversationSnapshot> conversation(String conversationId) {
            return known(conversations.get(conversationId));
        }

        @Override
        public Optional<DedupSnapshot> window(WindowKey key) {
            return known(windows.get(key));
        }

        private static <T> Optional<T> known(@Nullable Optional<T> row) {
            if (row == null) {
                throw new IllegalStateException("asked for a row that was not loaded");
            }
            return row;
        }
    }
}
