package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.google.protobuf.ByteString;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The values of a statement, of which some may be absent: they stay unset, and the column as it is.
final class Columns {

    private BoundStatementBuilder bound;

    Columns(PreparedStatement prepared) {
        this.bound = prepared.boundStatementBuilder();
    }

    Columns text(String name, @Nullable String value) {
        bound = value == null ? bound : bound.setString(name, value);
        return this;
    }

    Columns flag(String name, @Nullable Boolean value) {
        bound = value == null ? bound : bound.setBoolean(name, value);
        return this;
    }

    Columns time(String name, @Nullable Instant value) {
        bound = value == null ? bound : bound.setInstant(name, value);
        return this;
    }

    Columns blob(String name, @Nullable ByteString value) {
        bound = value == null ? bound : bound.setByteBuffer(name, value.asReadOnlyByteBuffer());
        return this;
    }

    Columns number(String name, long value) {
        bound = bound.setLong(name, value);
        return this;
    }

    Columns count(String name, int value) {
        bound = bound.setInt(name, value);
        return this;
    }

    BoundStatement at(long timestamp) {
        return bound.setLong("timestamp", timestamp).build();
    }
}
