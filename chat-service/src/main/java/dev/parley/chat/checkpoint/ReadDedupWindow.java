package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.proto.log.DedupSnapshot;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads the checkpointed dedup window of one device in one conversation; empty if it was never written.
final class ReadDedupWindow {

    private static final String CQL =
            "SELECT snapshot FROM %s.dedup_window WHERE conversation_id = ? AND device_key = ?";

    private final LazyStatement statement;

    ReadDedupWindow(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<Optional<DedupSnapshot>> execute(String conversationId, String deviceKey) {
        return statement
                .execute(prepared -> prepared.bind(conversationId, deviceKey))
                .thenApply(rows -> Optional.ofNullable(rows.one()).map(ReadDedupWindow::snapshot));
    }

    private static DedupSnapshot snapshot(Row row) {
        @Nullable ByteBuffer bytes = row.getByteBuffer("snapshot");
        if (bytes == null) {
            throw new IllegalStateException("dedup_window row without a snapshot");
        }
        try {
            return DedupSnapshot.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("dedup_window snapshot cannot be read", e);
        }
    }
}
