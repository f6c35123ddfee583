package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.history.reading.SeqRange;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The events of a range of seqs within one bucket, ascending, as history items: a message with its latest content and
/// `editedSeq`, or with `deletedSeq` and no content.
final class SelectEvents {

    private final PreparedStatement prepared;

    SelectEvents(CqlSession session, String keyspace) {
        this.prepared = session.prepare("SELECT event, content, edited_seq, deleted_seq FROM " + keyspace + ".messages"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq >= :firstSeq AND seq <= :lastSeq"
                + " ORDER BY seq ASC");
    }

    BoundStatement bind(String conversationId, SeqRange piece) {
        return prepared.bind()
                .setString("conversation", conversationId)
                .setLong("bucket", piece.bucket())
                .setLong("firstSeq", piece.from())
                .setLong("lastSeq", piece.to());
    }

    /// Empty for a row of which only a later edit or deletion has been written yet.
    Optional<Event> map(Row row) {
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
            return Optional.of(event.setDeletedSeq(deletedSeq).build());
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
