package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.google.protobuf.ByteString;
import dev.parley.history.archive.ArchiveBatch.Body;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.reading.SeqRange;
import org.jspecify.annotations.Nullable;

/// One event as a row. The timestamp is the event's, so a repeat writes what is there and an older copy loses.
final class InsertEvent {

    private final PreparedStatement prepared;
    private final PreparedStatement mentioning;

    InsertEvent(CqlSession session, String keyspace) {
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".messages"
                + " (conversation_id, bucket, seq, event, content)"
                + " VALUES (:conversation, :bucket, :seq, :event, :content) USING TIMESTAMP :timestamp");
        // Added to and not put in the place of the others: an edit may have come first in a replay.
        this.mentioning = session.prepare("UPDATE " + keyspace + ".messages USING TIMESTAMP :timestamp"
                + " SET mentioned = mentioned + :mentioned"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
    }

    /// The row without what disappears ({@link PutContent}).
    BoundStatement row(EventRow row) {
        return new Columns(prepared)
                .text("conversation", row.conversationId())
                .number("bucket", SeqRange.bucketOf(row.seq()))
                .number("seq", row.seq())
                .blob("event", row.envelope().toByteString())
                .blob("content", lasting(row.content()))
                .at(row.timestamp());
    }

    /// Whom a message mentions, for whoever deletes it.
    BoundStatement mentioned(EventRow row, Body content) {
        return mentioning
                .bind()
                .setSet("mentioned", content.mentioned(), String.class)
                .setString("conversation", row.conversationId())
                .setLong("bucket", SeqRange.bucketOf(row.seq()))
                .setLong("seq", row.seq())
                .setLong("timestamp", row.timestamp());
    }

    private static @Nullable ByteString lasting(@Nullable Body content) {
        return content == null || content.expiresAt() != null ? null : content.encoded();
    }
}
