package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.concurrent.CompletionStage;

/// Reads whether a direct conversation is silent: one of its two people has blocked the other, or has not accepted it
/// yet.
public final class ReadConversationBlocks {

    /// Owned by history-service.
    private static final String CQL = "SELECT blocked, requested FROM %s.conversation_blocks WHERE conversation_id = ?";

    private final LazyStatement statement;

    public ReadConversationBlocks(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    public CompletionStage<Boolean> execute(String conversationId) {
        return statement.execute(prepared -> prepared.bind(conversationId)).thenApply(rows -> {
            for (Row row : rows.currentPage()) {
                if (row.getBoolean("blocked") || row.getBoolean("requested")) {
                    return true;
                }
            }
            return false;
        });
    }
}
