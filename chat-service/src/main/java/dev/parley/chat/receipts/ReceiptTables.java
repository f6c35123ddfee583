package dev.parley.chat.receipts;

import java.util.List;

/// The table of marks: one row per conversation and user, each column a max register. What moved while one had blocked
/// the other is in the columns `kept_*`, which only the user's own devices are shown.
public final class ReceiptTables {

    private ReceiptTables() {}

    /// @param keyspace a plain CQL identifier
    public static List<String> definitions(String keyspace) {
        return List.of(
                """
                CREATE TABLE IF NOT EXISTS %s.receipts (
                  conversation_id text,
                  user_id text,
                  delivered_seq bigint,
                  read_seq bigint,
                  kept_delivered_seq bigint,
                  kept_read_seq bigint,
                  PRIMARY KEY (conversation_id, user_id)
                )""".formatted(keyspace),
                "ALTER TABLE %s.receipts ADD IF NOT EXISTS (kept_delivered_seq bigint, kept_read_seq bigint)"
                        .formatted(keyspace));
    }
}
