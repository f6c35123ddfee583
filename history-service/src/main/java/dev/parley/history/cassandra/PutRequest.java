package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Requested;

/// Whether a direct conversation is a request: once in the settings of the user who is asked, once at the conversation,
/// beside the blocks, because it silences like one. The later event wins by its timestamp.
final class PutRequest {

    private final PreparedStatement byUser;
    private final PreparedStatement byConversation;

    PutRequest(CqlSession session, String keyspace) {
        this.byUser = session.prepare("INSERT INTO " + keyspace + ".conversation_settings"
                + " (user_id, conversation_id, request) VALUES (:user, :conversation, :requested)"
                + " USING TIMESTAMP :timestamp");
        this.byConversation = session.prepare("INSERT INTO " + keyspace + ".conversation_blocks"
                + " (conversation_id, blocker, requested) VALUES (:conversation, :user, :requested)"
                + " USING TIMESTAMP :timestamp");
    }

    BoundStatement byUser(Requested request) {
        return bind(byUser, request);
    }

    BoundStatement byConversation(Requested request) {
        return bind(byConversation, request);
    }

    private static BoundStatement bind(PreparedStatement prepared, Requested request) {
        return new Columns(prepared)
                .text("conversation", request.conversationId())
                .text("user", request.userId())
                .flag("requested", request.requested())
                .at(request.timestamp());
    }
}
