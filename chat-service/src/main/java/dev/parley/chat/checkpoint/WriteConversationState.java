package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.concurrent.CompletionStage;

/// Writes the state of one conversation. The write with the greatest timestamp stays, in whatever order they arrive.
final class WriteConversationState {

    /// TIMESTAMP: a number from the log (not microseconds), see {@link CheckpointWriter}.
    private static final String CQL =
            "INSERT INTO %s.conversation_state (conversation_id, snapshot) VALUES (?, ?) USING TIMESTAMP ?";

    private final LazyStatement statement;

    WriteConversationState(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<?> execute(String conversationId, ByteString snapshot, long timestamp) {
        return statement.execute(prepared -> prepared.bind(conversationId, snapshot.asReadOnlyByteBuffer(), timestamp));
    }
}
