package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.sequencing.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Writes a checkpoint: all rows in parallel, and only when every one is safe the partition's own row. The other way
/// round a crash in between would leave rows that miss events which no later fold sees.
///
/// Every write carries a timestamp from the log, the offset of a command plus one (Cassandra compares timestamps as
/// plain numbers; plus one, because nothing can be older than 0). Whoever writes late, writes less: an older owner
/// that wakes up, or a repeated write, changes nothing. A checkpoint that fails half-way is harmless and is written
/// again, newer.
public final class CheckpointWriter {

    private static final int MAX_PARALLEL = 64;

    private final WriteConversationState writeState;
    private final WriteDedupWindow writeWindow;
    private final WritePartitionCheckpoint writeCheckpoint;
    private final Executor background;
    private final Semaphore slots = new Semaphore(MAX_PARALLEL);

    /// @param background runs the writes; they wait for a free slot, so it is never the sequencing thread
    public CheckpointWriter(CqlSession session, String keyspace, Executor background) {
        writeState = new WriteConversationState(session, keyspace);
        writeWindow = new WriteDedupWindow(session, keyspace);
        writeCheckpoint = new WritePartitionCheckpoint(session, keyspace);
        this.background = background;
    }

    /// Completes when everything is written; fails with the first failure otherwise.
    public CompletableFuture<Void> write(Checkpoint checkpoint) {
        return CompletableFuture.supplyAsync(() -> rows(checkpoint), background)
                .thenCompose(rows -> CompletableFuture.allOf(rows.toArray(CompletableFuture[]::new)))
                .thenCompose(done -> writeCheckpoint.execute(
                        checkpoint.partition(), timestamp(checkpoint.partition().writeTimestamp())))
                .thenAccept(done -> {});
    }

    private List<CompletableFuture<?>> rows(Checkpoint checkpoint) {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (Checkpoint.ConversationRow row : checkpoint.conversations()) {
            writes.add(limited(() -> writeState.execute(
                    row.conversationId(), row.snapshot().toByteString(), timestamp(row.writeTimestamp()))));
        }
        for (Checkpoint.WindowRow row : checkpoint.windows()) {
            writes.add(limited(() -> writeWindow.execute(
                    row.key().conversationId(),
                    row.key().deviceKey(),
                    row.snapshot().toByteString(),
                    timestamp(row.writeTimestamp()))));
        }
        return writes;
    }

    private CompletableFuture<?> limited(Supplier<CompletionStage<?>> write) {
        slots.acquireUninterruptibly();
        try {
            return write.get().toCompletableFuture().whenComplete((row, failure) -> slots.release());
        } catch (RuntimeException e) {
            slots.release();
            return CompletableFuture.failedFuture(e);
        }
    }

    private static long timestamp(long commandOffset) {
        return commandOffset + 1;
    }
}
