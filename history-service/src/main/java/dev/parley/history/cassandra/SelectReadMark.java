package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import org.jspecify.annotations.Nullable;

/// How far a user has read a conversation, as that user may know it. The table is chat-service's and may not be there
/// yet, so the statement is prepared when it is first needed; until that succeeds every use fails with the driver's
/// exception.
final class SelectReadMark {

    private final CqlSession session;
    private final String cql;
    private volatile @Nullable PreparedStatement prepared;

    SelectReadMark(CqlSession session, String keyspace) {
        this.session = session;
        this.cql = "SELECT read_seq, kept_read_seq FROM " + keyspace
                + ".receipts WHERE conversation_id = :conversation AND user_id = :user";
    }

    BoundStatement bind(String userId, String conversationId) {
        PreparedStatement statement = prepared;
        if (statement == null) {
            statement = session.prepare(cql);
            prepared = statement;
        }
        return statement.bind().setString("conversation", conversationId).setString("user", userId);
    }

    Long map(Row row) {
        return Math.max(row.getLong("read_seq"), row.getLong("kept_read_seq"));
    }
}
