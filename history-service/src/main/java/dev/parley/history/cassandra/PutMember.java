package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Joining;
import dev.parley.history.archive.Fact.Leaving;
import dev.parley.history.archive.Fact.RoleChange;

/// A member of a conversation: joined, left, or with another role. The later event wins by its timestamp, column by
/// column.
final class PutMember {

    /// A member who is still there; a number and not a null, which would be a tombstone.
    private static final long STILL_THERE = 0;

    private final PreparedStatement joined;
    private final PreparedStatement left;
    private final PreparedStatement role;

    PutMember(CqlSession session, String keyspace) {
        String table = keyspace + ".conversation_members";
        this.joined = session.prepare("INSERT INTO " + table
                + " (conversation_id, user_id, role, joined_seq, left_seq)"
                + " VALUES (:conversation, :user, :role, :joined, :left) USING TIMESTAMP :timestamp");
        this.left = session.prepare("UPDATE " + table + " USING TIMESTAMP :timestamp SET left_seq = :left"
                + " WHERE conversation_id = :conversation AND user_id = :user");
        this.role = session.prepare("UPDATE " + table + " USING TIMESTAMP :timestamp SET role = :role"
                + " WHERE conversation_id = :conversation AND user_id = :user");
    }

    BoundStatement joined(Joining joining) {
        return bind(joined, joining.conversationId(), joining.userId(), joining.timestamp())
                .setString("role", joining.role())
                .setLong("joined", joining.seq())
                .setLong("left", STILL_THERE);
    }

    BoundStatement left(Leaving leaving) {
        return bind(left, leaving.conversationId(), leaving.userId(), leaving.timestamp())
                .setLong("left", leaving.seq());
    }

    BoundStatement role(RoleChange change) {
        return bind(role, change.conversationId(), change.userId(), change.timestamp())
                .setString("role", change.role());
    }

    private static BoundStatement bind(
            PreparedStatement prepared, String conversationId, String userId, long timestamp) {
        return prepared.bind()
                .setString("conversation", conversationId)
                .setString("user", userId)
                .setLong("timestamp", timestamp);
    }
}
