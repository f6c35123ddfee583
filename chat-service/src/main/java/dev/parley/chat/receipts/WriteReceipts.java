package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Raises marks of one conversation. Each is written with itself as timestamp: a max register, whoever writes
/// and in whatever order. Only what moved is written, and everything goes to one partition, so in few requests.
final class WriteReceipts {

    /// TIMESTAMP: the seq itself (not microseconds).
    private static final String CQL =
            "UPDATE %s.receipts USING TIMESTAMP ? SET %s = ? WHERE conversation_id = ? AND user_id = ?";

    /// With the longest ids below `batch_size_warn_threshold` (5 KiB) but for a few.
    private static final int REGISTERS_PER_REQUEST = 30;

    private final CqlSession session;
    private final Registers told;
    private final Registers kept;

    private record Registers(LazyStatement delivered, LazyStatement read) {}

    WriteReceipts(CqlSession session, String keyspace) {
        this.session = session;
        told = new Registers(
                new LazyStatement(session, CQL.formatted(keyspace, "delivered_seq")),
                new LazyStatement(session, CQL.formatted(keyspace, "read_seq")));
        kept = new Registers(
                new LazyStatement(session, CQL.formatted(keyspace, "kept_delivered_seq")),
                new LazyStatement(session, CQL.formatted(keyspace, "kept_read_seq")));
    }

    /// @param isKept from everybody but the user's own devices
    /// @return how many registers were written
    CompletionStage<Integer> execute(String conversationId, Map<String, ReceiptSignals.Move> moves, boolean isKept) {
        Registers registersOf = isKept ? kept : told;
        return registersOf
                .delivered
                .prepare()
                .thenCombine(registersOf.read.prepare(), (one, other) -> {
                    List<BoundStatement> registers = new ArrayList<>();
                    moves.forEach((user, move) -> {
                        raise(
                                registers,
                                one,
                                conversationId,
                                user,
                                move.before().deliveredSeq(),
                                move.after().deliveredSeq());
                        raise(
                                registers,
                                other,
                                conversationId,
                                user,
                                move.before().readSeq(),
                                move.after().readSeq());
                    });
                    return registers;
                })
                .thenCompose(this::write);
    }

    private static void raise(
            List<BoundStatement> registers,
            PreparedStatement statement,
            String conversationId,
            String userId,
            long before,
            long after) {
        if (after > before) {
            registers.add(statement.bind(after, after, conversationId, userId));
        }
    }

    private CompletionStage<Integer> write(List<BoundStatement> registers) {
        List<CompletableFuture<?>> requests = new ArrayList<>();
        for (int from = 0; from < registers.size(); from += REGISTERS_PER_REQUEST) {
            List<BoundStatement> some =
                    registers.subList(from, Math.min(from + REGISTERS_PER_REQUEST, registers.size()));
            requests.add(session.executeAsync(BatchStatement.newInstance(DefaultBatchType.UNLOGGED)
                            .addAll(some))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new))
                .thenApply(done -> registers.size());
    }
}
