package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.Windows;
import java.util.List;
import java.util.Map;

/// The memberships of one user, one partition: some by id; or the ids of all after one, sorted.
final class SelectWindows {

    private final PreparedStatement some;
    private final PreparedStatement after;

    SelectWindows(CqlSession session, String keyspace) {
        String user = " FROM " + keyspace + ".conversations_by_user WHERE user_id = :user";
        this.some = session.prepare(
                "SELECT conversation_id, windows, hides" + user + " AND conversation_id IN :conversations");
        this.after = session.prepare("SELECT conversation_id" + user + " AND conversation_id > :after LIMIT :rows");
    }

    BoundStatement some(String userId, List<String> conversationIds) {
        return some.bind().setString("user", userId).setList("conversations", conversationIds, String.class);
    }

    BoundStatement after(String userId, String afterId, int limit) {
        return after.bind()
                .setString("user", userId)
                .setString("after", afterId)
                .setInt("rows", limit);
    }

    String id(Row row) {
        return String.valueOf(row.getString("conversation_id"));
    }

    Membership map(Row row) {
        Map<Long, Boolean> changes = row.getMap("windows", Long.class, Boolean.class);
        return new Membership(
                id(row), Windows.ofChanges(changes == null ? Map.of() : changes), row.getBoolean("hides"));
    }
}
