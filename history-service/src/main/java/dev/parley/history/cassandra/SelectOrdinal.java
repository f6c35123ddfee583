package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.history.reading.SeqRange;
import dev.parley.proto.v1.Event;
import java.nio.ByteBuffer;

/// The ordinal at a seq, without the content that stands beside it.
final class SelectOrdinal {

    private final PreparedStatement prepared;

    SelectOrdinal(CqlSession session, String keyspace) {
        this.prepared = session.prepare("SELECT event FROM " + keyspace + ".messages"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
    }

    BoundStatement bind(String conversationId, long seq) {
        return prepared.bind()
                .setString("conversation", conversationId)
                .setLong("bucket", SeqRange.bucketOf(seq))
                .setLong("seq", seq);
    }

    /// 0 for a row of which only a later change has been written yet.
    Long map(Row row) {
        ByteBuffer event = row.getByteBuffer("event");
        try {
            return event == null ? 0L : Event.parseFrom(event).getOrdinal();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("unreadable event in messages", e);
        }
    }
}
