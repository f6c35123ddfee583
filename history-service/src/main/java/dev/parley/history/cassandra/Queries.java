package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.ReadRefused;
import java.util.List;
import java.util.function.Function;

/// Runs reads; one that fails is refused as `UNAVAILABLE`.
final class Queries {

    private final InFlight inFlight;

    Queries(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    /// The rows of each statement, mapped, in the order of the statements.
    <T> List<List<T>> run(List<BoundStatement> statements, Function<Row, T> mapping) {
        try {
            return inFlight.query(statements, mapping);
        } catch (DriverException e) {
            throw new ReadRefused(ErrorCode.UNAVAILABLE, "the archive does not answer", e);
        }
    }
}
