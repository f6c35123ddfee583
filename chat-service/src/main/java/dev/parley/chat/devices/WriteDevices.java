package dev.parley.chat.devices;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.proto.log.DeviceSnapshot;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/// Writes the devices of one user as a whole. Its timestamp grows with the log, so what a former owner of the
/// partition writes late loses by itself.
final class WriteDevices {

    /// TIMESTAMP: microseconds, the append time of the last record applied, or one more than the row before.
    private static final String CQL = "UPDATE %s.devices USING TIMESTAMP ? SET snapshot = ? WHERE user_id = ?";

    private final LazyStatement statement;

    WriteDevices(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletableFuture<?> execute(String userId, DeviceSnapshot snapshot) {
        return statement
                .execute(prepared ->
                        prepared.bind(snapshot.getWriteTimestamp(), ByteBuffer.wrap(snapshot.toByteArray()), userId))
                .toCompletableFuture();
    }
}
