package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Hiding;

/// A message that a user deleted for themselves. Their membership is marked, so that nobody looks for hidden messages
/// where there are none.
final class PutHiding {

    private final PreparedStatement hiding;
    private final PreparedStatement mark;

    PutHiding(CqlSession session, String keyspace) {
        this.hiding = session.prepare("INSERT INTO " + keyspace + ".hidden_messages (user_id, conversation_id, seq)"
                + " VALUES (:user, :conversation, :seq) USING TIMESTAMP :timestamp");
        this.mark = session.prepare("UPDATE " + keyspace + ".conversations_by_user USING TIMESTAMP :timestamp"
                + " SET hides = true WHERE user_id = :user AND conversation_id = :conversation");
    }

    BoundStatement bind(Hiding fact) {
        return user(hiding, fact).number("seq", fact.seq()).at(fact.timestamp());
    }

    BoundStatement mark(Hiding fact) {
        return user(mark, fact).at(fact.timestamp());
    }

    private static Columns user(PreparedStatement prepared, Hiding fact) {
        return new Columns(prepared).text("user", fact.userId()).text("conversation", fact.conversationId());
    }
}
