package dev.parley.chat.checkpoint;

import java.util.List;

/// The tables of the checkpoint. All rows are blind overwrites whose write timestamp comes from the log, so an older
/// owner that wakes up late loses by itself.
public final class CheckpointTables {

    private CheckpointTables() {}

    /// @param keyspace a plain CQL identifier
    public static List<String> definitions(String keyspace) {
        return List.of("""
                CREATE TABLE IF NOT EXISTS %s.conversation_state (
                  conversation_id text PRIMARY KEY,
                  snapshot blob /* parley.log.v1.ConversationSnapshot */
                )""".formatted(keyspace), """
                CREATE TABLE IF NOT EXISTS %s.dedup_window (
                  conversation_id text,
                  device_key text /* user/device */,
                  snapshot blob /* parley.log.v1.DedupSnapshot */,
                  PRIMARY KEY ((conversation_id), device_key)
                )""".formatted(keyspace), """
                CREATE TABLE IF NOT EXISTS %s.partition_checkpoint (
                  partition int PRIMARY KEY,
                  event_offset bigint /* of parley.events: the first one not folded in */,
                  log_index bigint,
                  last_message_id bigint,
                  last_command_offset bigint
                )""".formatted(keyspace));
    }
}
