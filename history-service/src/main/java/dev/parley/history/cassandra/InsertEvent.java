package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.reading.SeqRange;

/// One event as a row. The timestamp is the event's, so a repeat writes what is there and an older copy loses.
final class InsertEvent {

    private final PreparedStatement prepared;

    InsertEvent(CqlSession session, String keyspace) {
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".messages"
                + " (conversation_id, bucket, seq, event, content)"
                + " VALUES (:conversation, :bucket, :seq, :event, :content) USING TIMESTAMP :timestamp");
    }

    BoundStatement bind(EventRow row) {
        BoundStatementBuilder bound = prepared.boundStatementBuilder()
                .setString("conversation", row.conversationId())
                .setLong("bucket", SeqRange.bucketOf(row.seq()))
                .setLong("seq", row.seq())
                .setByteBuffer("event", row.envelope().toByteString().asReadOnlyByteBuffer())
                .setLong("timestamp", row.timestamp());
        if (row.content() != null) {
            // Left unset otherwise: a bound null would be a tombstone.
            bound = bound.setByteBuffer("content", row.content().asReadOnlyByteBuffer());
        }
        return bound.build();
    }
}
