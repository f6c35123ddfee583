package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;

/// Which of some messages of a conversation a user deleted for themselves.
final class SelectHidden {

    private final PreparedStatement prepared;

    SelectHidden(CqlSession session, String keyspace) {
        this.prepared = session.prepare("SELECT seq FROM " + keyspace + ".hidden_messages"
                + " WHERE user_id = :user AND conversation_id = :conversation AND seq IN :seqs");
    }

    BoundStatement bind(String userId, String conversationId, List<Long> seqs) {
        return prepared.bind()
                .setString("user", userId)
                .setString("conversation", conversationId)
                .setList("seqs", seqs, Long.class);
    }

    Long map(Row row) {
        return row.getLong("seq");
    }
}
