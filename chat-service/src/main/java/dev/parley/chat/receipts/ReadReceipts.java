package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads the marks of everybody who ever set any in a conversation, former members among them, as one user may know
/// them: one partition.
public final class ReadReceipts {

    private static final String CQL =
            "SELECT user_id, delivered_seq, read_seq, kept_delivered_seq, kept_read_seq FROM %s.receipts"
                    + " WHERE conversation_id = ?";

    private final LazyStatement statement;

    public ReadReceipts(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    /// Of a group, where nothing is kept from anybody.
    CompletionStage<Map<String, Marks>> execute(String conversationId) {
        return execute(conversationId, "");
    }

    public CompletionStage<Map<String, Marks>> execute(String conversationId, String asUserId) {
        return statement
                .execute(prepared -> prepared.bind(conversationId))
                .thenCompose(page -> collect(page, asUserId, new HashMap<>()));
    }

    private static CompletionStage<Map<String, Marks>> collect(
            AsyncResultSet page, String asUserId, Map<String, Marks> marks) {
        for (Row row : page.currentPage()) {
            String userId = Objects.requireNonNullElse(row.getString("user_id"), "");
            marks.put(userId, userId.equals(asUserId) ? ReadReceipt.own(row) : ReadReceipt.told(row));
        }
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> collect(next, asUserId, marks))
                : CompletableFuture.completedStage(marks);
    }
}
