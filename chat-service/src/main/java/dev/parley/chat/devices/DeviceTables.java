package dev.parley.chat.devices;

import java.util.List;

/// The table of devices: one row per user, so that it is read at once, never has more than ten devices in it and never
/// a tombstone, however many devices somebody makes up.
public final class DeviceTables {

    private DeviceTables() {}

    /// @param keyspace a plain CQL identifier
    public static List<String> definitions(String keyspace) {
        return List.of("""
                CREATE TABLE IF NOT EXISTS %s.devices (
                  user_id text PRIMARY KEY,
                  snapshot blob
                )""".formatted(keyspace));
    }
}
