package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Profile;

/// What a conversation is called and how it works; of each column the later value wins by its timestamp. What a fact
/// does not say is left unset: a bound null would be a tombstone.
final class PutProfile {

    private final PreparedStatement prepared;

    PutProfile(CqlSession session, String keyspace) {
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".conversations"
                + " (conversation_id, kind, title, description, picture, policy)"
                + " VALUES (:conversation, :kind, :title, :description, :picture, :policy)"
                + " USING TIMESTAMP :timestamp");
    }

    BoundStatement bind(Profile profile) {
        Columns columns = new Columns(prepared)
                .text("conversation", profile.conversationId())
                .text("kind", profile.kind())
                .text("title", profile.title())
                .text("description", profile.description())
                .text("picture", profile.picture())
                .blob("policy", profile.policy());
        return columns.at(profile.timestamp());
    }
}
