package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Reply;

/// A message in its thread.
final class PutReply {

    private final PreparedStatement prepared;

    PutReply(CqlSession session, String keyspace) {
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".threads (conversation_id, root, seq)"
                + " VALUES (:conversation, :root, :seq) USING TIMESTAMP :timestamp");
    }

    BoundStatement bind(Reply reply) {
        return new Columns(prepared)
                .text("conversation", reply.conversationId())
                .number("root", reply.root())
                .number("seq", reply.seq())
                .at(reply.timestamp());
    }
}
