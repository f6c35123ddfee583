package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.google.protobuf.ByteString;
import dev.parley.history.reading.SeqRange;

/// The content of a message or edit that disappears: the only column with a time to live, so that the place in the
/// order stays. The timestamp is the event's.
final class PutContent {

    private final PreparedStatement prepared;

    PutContent(CqlSession session, String keyspace) {
        // ttl: seconds.
        this.prepared = session.prepare("UPDATE " + keyspace + ".messages"
                + " USING TIMESTAMP :timestamp AND TTL :ttl SET content = :content"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
    }

    BoundStatement bind(String conversationId, long seq, ByteString content, int ttlSeconds, long timestamp) {
        return new Columns(prepared)
                .text("conversation", conversationId)
                .number("bucket", SeqRange.bucketOf(seq))
                .number("seq", seq)
                .blob("content", content)
                .count("ttl", ttlSeconds)
                .at(timestamp);
    }
}
