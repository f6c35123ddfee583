package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Reads how far one user's devices have received and read a conversation, as that user may know it; zeros if they
/// never said.
public final class ReadReceipt {

    private static final String CQL =
            "SELECT delivered_seq, read_seq, kept_delivered_seq, kept_read_seq FROM %s.receipts"
                    + " WHERE conversation_id = ? AND user_id = ?";

    private final LazyStatement statement;

    public ReadReceipt(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    public CompletionStage<Marks> execute(String conversationId, String userId) {
        return statement
                .execute(prepared -> prepared.bind(conversationId, userId))
                .thenApply(rows ->
                        Optional.ofNullable(rows.one()).map(ReadReceipt::own).orElse(Marks.NONE));
    }

    static Marks own(Row row) {
        return told(row).max(new Marks(row.getLong("kept_delivered_seq"), row.getLong("kept_read_seq")));
    }

    /// What others may know. The two columns are written apart; together what is read is delivered.
    static Marks told(Row row) {
        return Marks.NONE.max(new Marks(row.getLong("delivered_seq"), row.getLong("read_seq")));
    }
}
