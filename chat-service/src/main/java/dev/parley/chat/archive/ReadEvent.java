package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.proto.v1.Event;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads one event of a conversation; empty if history does not have it (yet).
public final class ReadEvent {

    /// Owned by history-service. bucket = seq / 5000.
    private static final String CQL =
            "SELECT event FROM %s.messages WHERE conversation_id = ? AND bucket = ? AND seq = ?";

    static final long SEQS_PER_BUCKET = 5_000;

    private final LazyStatement statement;

    public ReadEvent(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    public CompletionStage<Optional<Event>> execute(String conversationId, long seq) {
        return statement
                .execute(prepared -> prepared.bind(conversationId, seq / SEQS_PER_BUCKET, seq))
                .thenApply(rows -> Optional.ofNullable(rows.one()).flatMap(ReadEvent::event));
    }

    private static Optional<Event> event(Row row) {
        @Nullable ByteBuffer bytes = row.getByteBuffer("event");
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Event.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("messages row cannot be read", e);
        }
    }
}
