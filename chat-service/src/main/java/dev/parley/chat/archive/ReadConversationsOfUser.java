package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/// Reads the next conversations of a user in the order of their ids, ended memberships among them.
public final class ReadConversationsOfUser {

    /// Owned by history-service.
    private static final String CQL = """
            SELECT conversation_id, joined_seq, left_seq FROM %s.conversations_by_user
            WHERE user_id = ? AND conversation_id > ? LIMIT ?""";

    private final LazyStatement statement;

    public ReadConversationsOfUser(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    /// @param after the empty string for the first ones
    /// @param limit at most one page of the driver (5,000 rows)
    public CompletionStage<List<Entry>> execute(String userId, String after, int limit) {
        return statement
                .execute(prepared -> prepared.bind(userId, after, limit))
                .thenApply(rows -> {
                    List<Entry> entries = new ArrayList<>();
                    for (Row row : rows.currentPage()) {
                        String id = Objects.requireNonNullElse(row.getString("conversation_id"), "");
                        entries.add(new Entry(id, ReadMembers.isPresent(row)));
                    }
                    return entries;
                });
    }

    /// @param present still a member
    public record Entry(String conversationId, boolean present) {}
}
