package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.ArchiveBatch.Naming;

/// Kind and title of a conversation; the later title wins by its timestamp.
final class NameConversation {

    private final PreparedStatement prepared;

    NameConversation(CqlSession session, String keyspace) {
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".conversations"
                + " (conversation_id, kind, title) VALUES (:conversation, :kind, :title) USING TIMESTAMP :timestamp");
    }

    BoundStatement bind(Naming naming) {
        BoundStatement bound = prepared.bind()
                .setString("conversation", naming.conversationId())
                .setString("title", naming.title())
                .setLong("timestamp", naming.timestamp());
        return naming.kind() == null ? bound : bound.setString("kind", naming.kind());
    }
}
