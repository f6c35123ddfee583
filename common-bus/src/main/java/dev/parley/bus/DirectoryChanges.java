package dev.parley.bus;

import java.util.List;

/// Whose sessions changed in one shard of the directory.
///
/// @param cursor where the next reading goes on; "" if no change is noted, and then nothing can be known: a log that
///     was lost looks like one in which nothing ever happened
/// @param userIds those that changed, possibly more than once
/// @param complete false if more may have changed than is named: the log was lost or trimmed, or the reader is new or
///     too far behind. It must forget what it knows of the shard.
public record DirectoryChanges(String cursor, List<String> userIds, boolean complete) {

    public DirectoryChanges {
        userIds = List.copyOf(userIds);
    }

    /// Nothing can be said about what came before this cursor.
    public static DirectoryChanges anewFrom(String cursor) {
        return new DirectoryChanges(cursor, List.of(), false);
    }
}
