package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.proto.v1.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads the newest events of a conversation, newest first, and gives the messages among them.
public final class ReadLatestMessages {

    /// Owned by history-service. bucket = seq / 5000; newest first by the table's order.
    private static final String CQL =
            "SELECT event FROM %s.messages WHERE conversation_id = ? AND bucket = ? AND seq <= ? LIMIT ?";

    private final LazyStatement statement;

    public ReadLatestMessages(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    /// @param head the highest seq to look at
    /// @param events how many events are looked at; at most one page of the driver (5,000 rows)
    public CompletionStage<List<Event>> execute(String conversationId, long head, int events) {
        return collect(conversationId, head / ReadEvent.SEQS_PER_BUCKET, head, events, new ArrayList<>());
    }

    private CompletionStage<List<Event>> collect(
            String conversationId, long bucket, long head, int events, List<Event> messages) {
        return statement
                .execute(prepared -> prepared.bind(conversationId, bucket, head, events))
                .thenCompose(rows -> {
                    int left = events;
                    for (Row row : rows.currentPage()) {
                        left--;
                        @Nullable Event event = event(row);
                        if (event != null && event.hasMessage()) {
                            messages.add(event);
                        }
                    }
                    return left > 0 && bucket > 0
                            ? collect(conversationId, bucket - 1, head, left, messages)
                            : CompletableFuture.completedStage(messages);
                });
    }

    private static @Nullable Event event(Row row) {
        @Nullable ByteBuffer bytes = row.getByteBuffer("event");
        try {
            return bytes == null ? null : Event.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("messages row cannot be read", e);
        }
    }
}
