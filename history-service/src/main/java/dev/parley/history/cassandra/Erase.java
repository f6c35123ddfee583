package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.reading.SeqRange;
import java.nio.ByteBuffer;

/// Blanks the content of a deleted message, or of an edit of it. Blank is an empty value, not a null: it must win over
/// every content that is written later, be it by a replay.
final class Erase {

    /// Above every offset there will ever be, and so that among deletions of one message the first wins and stays.
    private static final long ERASED = 1L << 62;

    private final PreparedStatement deleted;
    private final PreparedStatement blanked;

    Erase(CqlSession session, String keyspace) {
        this.deleted = session.prepare("UPDATE " + keyspace + ".messages USING TIMESTAMP :timestamp"
                + " SET content = :content, deleted_seq = :deleteSeq"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
        this.blanked = session.prepare("UPDATE " + keyspace + ".messages USING TIMESTAMP :timestamp"
                + " SET content = :content"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
    }

    /// The deleted message itself.
    BoundStatement target(String conversationId, long targetSeq, long deleteSeq) {
        return bind(deleted, conversationId, targetSeq, deleteSeq).setLong("deleteSeq", deleteSeq);
    }

    /// An edit of the deleted message.
    BoundStatement edit(String conversationId, long editSeq, long deleteSeq) {
        return bind(blanked, conversationId, editSeq, deleteSeq);
    }

    /// The write timestamp of whatever follows from a deletion.
    static long timestamp(long deleteSeq) {
        return ERASED - deleteSeq;
    }

    private static BoundStatement bind(PreparedStatement prepared, String conversationId, long seq, long deleteSeq) {
        return prepared.bind()
                .setLong("timestamp", timestamp(deleteSeq))
                .setByteBuffer("content", ByteBuffer.allocate(0))
                .setString("conversation", conversationId)
                .setLong("bucket", SeqRange.bucketOf(seq))
                .setLong("seq", seq);
    }
}
