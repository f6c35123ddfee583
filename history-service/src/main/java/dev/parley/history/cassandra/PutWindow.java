package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Joining;
import dev.parley.history.archive.Fact.Leaving;
import java.util.Map;

/// A change of membership in the user's list. The changes are kept as a map from seq to joined or ended, which only
/// ever grows: adding one needs no read, and adding it again changes nothing.
final class PutWindow {

    private final PreparedStatement joined;
    private final PreparedStatement ended;

    PutWindow(CqlSession session, String keyspace) {
        String update = "UPDATE " + keyspace + ".conversations_by_user USING TIMESTAMP :timestamp SET ";
        String where = " WHERE user_id = :user AND conversation_id = :conversation";
        this.joined =
                session.prepare(update + "joined_seq = :seq, left_seq = :left, windows = windows + :change" + where);
        this.ended = session.prepare(update + "left_seq = :seq, windows = windows + :change" + where);
    }

    BoundStatement joined(Joining joining) {
        return bind(joined, joining.userId(), joining.conversationId(), joining.seq(), true, joining.timestamp())
                .setLong("left", 0);
    }

    BoundStatement ended(Leaving leaving) {
        return bind(ended, leaving.userId(), leaving.conversationId(), leaving.seq(), false, leaving.timestamp());
    }

    private static BoundStatement bind(
            PreparedStatement prepared,
            String userId,
            String conversationId,
            long seq,
            boolean joined,
            long timestamp) {
        return prepared.bind()
                .setLong("timestamp", timestamp)
                .setLong("seq", seq)
                .setMap("change", Map.of(seq, joined), Long.class, Boolean.class)
                .setString("user", userId)
                .setString("conversation", conversationId);
    }
}
