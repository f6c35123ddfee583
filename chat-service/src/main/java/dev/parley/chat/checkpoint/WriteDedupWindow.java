package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.concurrent.CompletionStage;

/// Writes the dedup window of one device in one conversation. The write with the greatest timestamp stays.
final class WriteDedupWindow {

    /// TIMESTAMP: a number from the log (not microseconds), see {@link CheckpointWriter}.
    private static final String CQL =
            "INSERT INTO %s.dedup_window (conversation_id, device_key, snapshot) VALUES (?, ?, ?) USING TIMESTAMP ?";

    private final LazyStatement statement;

    WriteDedupWindow(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    /// @param deviceKey `user/device`; a slash cannot be part of either
    CompletionStage<?> execute(String conversationId, String deviceKey, ByteString snapshot, long timestamp) {
        return statement.execute(
                prepared -> prepared.bind(conversationId, deviceKey, snapshot.asReadOnlyByteBuffer(), timestamp));
    }
}
