package dev.parley.chat.settings;

import java.util.List;

/// One row per user who ever chose; the last choice wins, by the clock of the coordinating node.
public final class SettingsTables {

    private SettingsTables() {}

    /// @param keyspace a plain CQL identifier
    public static List<String> definitions(String keyspace) {
        return List.of(
                """
                CREATE TABLE IF NOT EXISTS %s.user_settings (
                  user_id text PRIMARY KEY,
                  read_receipts boolean,
                  message_requests boolean
                )""".formatted(keyspace),
                "ALTER TABLE %s.user_settings ADD IF NOT EXISTS message_requests boolean".formatted(keyspace));
    }
}
