package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.concurrent.CompletionStage;

/// Raises a user's marks in a conversation. Each is written with itself as timestamp: a max register, whoever writes
/// and in whatever order.
final class WriteReceipt {

    /// TIMESTAMP: the seq itself (not microseconds). One partition, so the two are one mutation.
    private static final String CQL = """
            BEGIN UNLOGGED BATCH
              UPDATE %1$s.receipts USING TIMESTAMP ? SET delivered_seq = ? WHERE conversation_id = ? AND user_id = ?;
              UPDATE %1$s.receipts USING TIMESTAMP ? SET read_seq = ? WHERE conversation_id = ? AND user_id = ?;
            APPLY BATCH""";

    private final LazyStatement statement;

    WriteReceipt(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<?> execute(String conversationId, String userId, Marks marks) {
        return statement.execute(prepared -> prepared.bind(
                marks.deliveredSeq(),
                marks.deliveredSeq(),
                conversationId,
                userId,
                marks.readSeq(),
                marks.readSeq(),
                conversationId,
                userId));
    }
}
