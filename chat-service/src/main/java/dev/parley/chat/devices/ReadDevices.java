package dev.parley.chat.devices;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.proto.log.DeviceSnapshot;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the devices of one user; none if nothing was ever written.
public final class ReadDevices {

    private static final Logger LOG = LoggerFactory.getLogger(ReadDevices.class);
    private static final String CQL = "SELECT snapshot FROM %s.devices WHERE user_id = ?";

    private final LazyStatement statement;

    public ReadDevices(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletableFuture<DeviceSnapshot> execute(String userId) {
        return statement
                .execute(prepared -> prepared.bind(userId))
                .thenApply(rows -> Optional.ofNullable(rows.one())
                        .map(row -> row.getByteBuffer("snapshot"))
                        .map(ReadDevices::parse)
                        .orElse(DeviceSnapshot.getDefaultInstance()))
                .toCompletableFuture();
    }

    /// An unreadable row must not stop the partition for everybody; its devices register again as they connect.
    private static DeviceSnapshot parse(ByteBuffer snapshot) {
        try {
            return DeviceSnapshot.parseFrom(snapshot);
        } catch (InvalidProtocolBufferException e) {
            LOG.error("devices undecodable", e);
            return DeviceSnapshot.getDefaultInstance();
        }
    }
}
