package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.ArchiveBatch.Body;
import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.reading.SeqRange;
import java.util.Set;

/// The target of an edit shows the new content. The later edit wins by its timestamp; an erasure wins over all.
final class MarkEdited {

    private final PreparedStatement prepared;

    MarkEdited(CqlSession session, String keyspace) {
        this.prepared = session.prepare("UPDATE " + keyspace + ".messages USING TIMESTAMP :timestamp"
                + " SET content = :content, edited_seq = :editSeq, edits = edits + :edits,"
                + " mentioned = mentioned + :mentioned"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
    }

    /// Without a content that disappears ({@link PutContent}).
    BoundStatement bind(EditMark edit) {
        Body content = edit.content();
        BoundStatement bound = prepared.bind()
                .setLong("timestamp", edit.timestamp())
                .setLong("editSeq", edit.editSeq())
                .setSet("edits", Set.of(edit.editSeq()), Long.class)
                .setString("conversation", edit.conversationId())
                .setLong("bucket", SeqRange.bucketOf(edit.targetSeq()))
                .setLong("seq", edit.targetSeq());
        if (!content.mentioned().isEmpty()) {
            bound = bound.setSet("mentioned", content.mentioned(), String.class);
        }
        return content.expiresAt() == null
                ? bound.setByteBuffer("content", content.encoded().asReadOnlyByteBuffer())
                : bound;
    }
}
