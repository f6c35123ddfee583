package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.history.reading.ConversationHead;

/// How far the archive has a conversation.
final class SelectHead {

    private final PreparedStatement prepared;

    SelectHead(CqlSession session, String keyspace) {
        this.prepared = session.prepare(
                "SELECT head_seq, epoch FROM " + keyspace + ".conversations WHERE conversation_id = :conversation");
    }

    BoundStatement bind(String conversationId) {
        return prepared.bind().setString("conversation", conversationId);
    }

    ConversationHead map(Row row) {
        return new ConversationHead(row.getLong("head_seq"), row.getLong("epoch"));
    }
}
