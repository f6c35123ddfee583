package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.StoredEvent;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Events of one bucket, a range of seqs or some of them, ascending, as history items: a message with its latest
/// content
/// and `editedSeq`, or with `deletedSeq` and no content.
final class SelectEvents {

    private final PreparedStatement range;
    private final PreparedStatement some;

    SelectEvents(CqlSession session, String keyspace) {
        String select = "SELECT event, content, edited_seq, deleted_seq, reacted FROM " + keyspace + ".messages"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND ";
        this.range = session.prepare(select + "seq >= :firstSeq AND seq <= :lastSeq ORDER BY seq ASC");
        this.some = session.prepare(select + "seq IN :seqs ORDER BY seq ASC");
    }

    BoundStatement range(String conversationId, SeqRange piece) {
        return range.bind()
                .setString("conversation", conversationId)
                .setLong("bucket", piece.bucket())
                .setLong("firstSeq", piece.from())
                .setLong("lastSeq", piece.to());
    }

    BoundStatement some(String conversationId, long bucket, List<Long> seqs) {
        return some.bind()
                .setString("conversation", conversationId)
                .setLong("bucket", bucket)
                .setList("seqs", seqs, Long.class);
    }

    /// Empty for a row of which only a later edit, deletion or reaction has been written yet.
    Optional<StoredEvent> map(Row row) {
        ByteBuffer envelope = row.getByteBuffer("event");
        if (envelope == null) {
            return Optional.empty();
        }
        try {
            Event.Builder event = Event.newBuilder().mergeFrom(Event.parseFrom(envelope));
            ByteBuffer content = row.getByteBuffer("content");
            if (content != null && content.hasRemaining()) {
                putContent(event, Content.parseFrom(content));
            }
            long deletedSeq = row.getLong("deleted_seq");
            long editedSeq = row.getLong("edited_seq");
            // An edit after the deletion was accepted and has no effect.
            if (editedSeq != 0 && (deletedSeq == 0 || editedSeq < deletedSeq)) {
                event.setEditedSeq(editedSeq);
            }
            return Optional.of(new StoredEvent(event.setDeletedSeq(deletedSeq).build(), row.getBoolean("reacted")));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("unreadable row in messages", e);
        }
    }

    private static void putContent(Event.Builder event, Content content) {
        switch (event.getKindCase()) {
            case MESSAGE -> event.getMessageBuilder().setContent(content);
            case EDITED -> event.getEditedBuilder().setContent(content);
            default -> {
                // Only these two have one.
            }
        }
    }
}
