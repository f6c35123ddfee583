package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.history.reading.AsideReader.Reacting;
import java.util.List;
import java.util.Optional;

/// The reactions to some messages of one bucket. Beyond a number that no 500 people reach by being friendly
/// the rest is not counted, so that nobody can make a page expensive.
final class SelectReactions {

    private static final int MAX_ROWS = 20_000;

    private final PreparedStatement prepared;

    SelectReactions(CqlSession session, String keyspace) {
        this.prepared = session.prepare(
                "SELECT target_seq, emoji, user_id, live, writetime(live) AS place FROM " + keyspace + ".reactions"
                        + " WHERE conversation_id = :conversation AND bucket = :bucket"
                        + " AND target_seq IN :seqs LIMIT " + MAX_ROWS);
    }

    BoundStatement bind(String conversationId, long bucket, List<Long> seqs) {
        return prepared.bind()
                .setString("conversation", conversationId)
                .setLong("bucket", bucket)
                .setList("seqs", seqs, Long.class);
    }

    /// Empty for one that was taken back.
    Optional<Reacting> map(Row row) {
        return row.getBoolean("live")
                ? Optional.of(new Reacting(
                        row.getLong("target_seq"),
                        String.valueOf(row.getString("emoji")),
                        String.valueOf(row.getString("user_id")),
                        // The event's offset.
                        row.getLong("place")))
                : Optional.empty();
    }
}
