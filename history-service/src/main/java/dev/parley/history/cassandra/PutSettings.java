package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Settings;

/// How a conversation looks to a user; of each column the later value wins by its timestamp, an absent one stays.
final class PutSettings {

    private final PreparedStatement prepared;

    PutSettings(CqlSession session, String keyspace) {
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".conversation_settings"
                + " (user_id, conversation_id, muted_until, archived, pinned, marked_unread, draft)"
                + " VALUES (:user, :conversation, :mutedUntil, :archived, :pinned, :markedUnread, :draft)"
                + " USING TIMESTAMP :timestamp");
    }

    BoundStatement bind(Settings settings) {
        return new Columns(prepared)
                .text("user", settings.userId())
                .text("conversation", settings.conversationId())
                .time("mutedUntil", settings.mutedUntil())
                .flag("archived", settings.archived())
                .flag("pinned", settings.pinned())
                .flag("markedUnread", settings.markedUnread())
                .text("draft", settings.draft())
                .at(settings.timestamp());
    }
}
