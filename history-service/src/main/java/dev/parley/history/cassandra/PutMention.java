package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Mentioned;

/// Whether a message mentions a user. The later event wins by its timestamp, a deletion over all. Of a message that
/// disappears the row disappears with it.
final class PutMention {

    private final PreparedStatement prepared;

    PutMention(CqlSession session, String keyspace) {
        // ttl: seconds, 0 for none.
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".mentions"
                + " (conversation_id, user_id, seq, live) VALUES (:conversation, :user, :seq, :live)"
                + " USING TIMESTAMP :timestamp AND TTL :ttl");
    }

    BoundStatement bind(Mentioned mentioned, int ttlSeconds) {
        return new Columns(prepared)
                .text("conversation", mentioned.conversationId())
                .text("user", mentioned.userId())
                .number("seq", mentioned.seq())
                .flag("live", mentioned.live())
                .count("ttl", ttlSeconds)
                .at(mentioned.timestamp());
    }
}
