package dev.parley.chat.checkpoint;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.chat.sequencing.PartitionCheckpoint;
import java.util.concurrent.CompletionStage;

/// Moves a partition's checkpoint. It never moves back: the write with the greatest timestamp stays.
final class WritePartitionCheckpoint {

    /// TIMESTAMP: a number from the log (not microseconds), see {@link CheckpointWriter}.
    private static final String CQL = """
            INSERT INTO %s.partition_checkpoint (partition, event_offset, log_index, last_message_id, last_command_offset)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?""";

    private final LazyStatement statement;

    WritePartitionCheckpoint(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<?> execute(PartitionCheckpoint checkpoint, long timestamp) {
        return statement.execute(prepared -> prepared.bind(
                checkpoint.partition(),
                checkpoint.eventOffset(),
                checkpoint.logIndex(),
                checkpoint.lastMessageId(),
                checkpoint.lastCommandOffset(),
                timestamp));
    }
}
