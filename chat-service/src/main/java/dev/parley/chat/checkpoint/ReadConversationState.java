package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.proto.log.ConversationSnapshot;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads the checkpointed state of one conversation; empty if it was never written.
final class ReadConversationState {

    private static final String CQL = "SELECT snapshot FROM %s.conversation_state WHERE conversation_id = ?";

    private final LazyStatement statement;

    ReadConversationState(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<Optional<ConversationSnapshot>> execute(String conversationId) {
        return statement
                .execute(prepared -> prepared.bind(conversationId))
                .thenApply(rows -> Optional.ofNullable(rows.one()).map(ReadConversationState::snapshot));
    }

    private static ConversationSnapshot snapshot(Row row) {
        @Nullable ByteBuffer bytes = row.getByteBuffer("snapshot");
        if (bytes == null) {
            throw new IllegalStateException("conversation_state row without a snapshot");
        }
        try {
            return ConversationSnapshot.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("conversation_state snapshot cannot be read", e);
        }
    }
}
