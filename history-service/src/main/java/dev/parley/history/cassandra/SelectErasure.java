package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.history.reading.SeqRange;
import java.util.Set;

/// Whether a message is deleted, which events edited it, and whom it and they ever mentioned.
final class SelectErasure {

    /// @param deletedSeq 0: not deleted
    /// @param edits seqs of the `edited` events that target the message
    /// @param mentioned users, or all
    record State(long deletedSeq, Set<Long> edits, Set<String> mentioned) {}

    private final PreparedStatement prepared;

    SelectErasure(CqlSession session, String keyspace) {
        this.prepared = session.prepare("SELECT deleted_seq, edits, mentioned FROM " + keyspace + ".messages"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
    }

    BoundStatement bind(String conversationId, long seq) {
        return prepared.bind()
                .setString("conversation", conversationId)
                .setLong("bucket", SeqRange.bucketOf(seq))
                .setLong("seq", seq);
    }

    State map(Row row) {
        Set<Long> edits = row.getSet("edits", Long.class);
        Set<String> mentioned = row.getSet("mentioned", String.class);
        return new State(
                row.getLong("deleted_seq"), edits == null ? Set.of() : edits, mentioned == null ? Set.of() : mentioned);
    }
}
