package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.chat.sequencing.PartitionCheckpoint;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Reads where the fold of a partition may start; empty if nobody has written a checkpoint yet.
final class ReadPartitionCheckpoint {

    private static final String CQL = """
            SELECT event_offset, log_index, last_message_id, last_command_offset
            FROM %s.partition_checkpoint WHERE partition = ?""";

    private final LazyStatement statement;

    ReadPartitionCheckpoint(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<Optional<PartitionCheckpoint>> execute(int partition) {
        return statement
                .execute(prepared -> prepared.bind(partition))
                .thenApply(rows -> Optional.ofNullable(rows.one())
                        .map(row -> new PartitionCheckpoint(
                                partition,
                                row.getLong("event_offset"),
                                row.getLong("log_index"),
                                row.getLong("last_message_id"),
                                row.getLong("last_command_offset"))));
    }
}
