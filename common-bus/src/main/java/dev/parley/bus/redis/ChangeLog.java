package dev.parley.bus.redis;

import dev.parley.bus.DirectoryChanges;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The log of one shard of the directory: a stream (`directory:{shard}`) with one entry for each change, which names
/// the user. Written by the script that makes the change, so there is never one without the other.
///
/// A reader starts at the last entry it has read, and that entry must still be there: if it is not, the log was lost,
/// trimmed beyond it, or replaced by that of a replica that lacked it.
final class ChangeLog {

    /// Some hundred KB per shard. A reader that is further behind starts anew.
    static final int KEPT = 10_000;

    private static final int READ_AT_ONCE = 1_000;
    private static final String USER = "user";

    private ChangeLog() {}

    /// Lua: notes a change in KEYS[2].
    ///
    /// @param argument number of the argument that is the user id
    static String luaNote(int argument) {
        return "redis.call('XADD', KEYS[2], 'MAXLEN', '~', %d, '*', '%s', ARGV[%d])".formatted(KEPT, USER, argument);
    }

    /// @param cursor id of the last entry read, "" for none
    static CompletableFuture<DirectoryChanges> since(Pipeline<String> pipeline, String key, String cursor) {
        if (cursor.isEmpty()) {
            return pipeline.newestEntry(key).thenApply(ChangeLog::firstTime);
        }
        return pipeline.entriesFrom(key, cursor, READ_AT_ONCE).thenApply(entries -> after(cursor, entries));
    }

    private static DirectoryChanges firstTime(List<StreamMessage<String, String>> newest) {
        return DirectoryChanges.anewFrom(
                newest.isEmpty() ? "" : newest.getFirst().getId());
    }

    private static DirectoryChanges after(String cursor, List<StreamMessage<String, String>> entries) {
        if (entries.isEmpty()) {
            return DirectoryChanges.anewFrom("");
        }
        String last = entries.getLast().getId();
        boolean goesOn = entries.getFirst().getId().equals(cursor) && entries.size() < READ_AT_ONCE;
        if (!goesOn) {
            return DirectoryChanges.anewFrom(last);
        }
        List<String> users = entries.stream()
                .skip(1)
                .map(entry -> entry.getBody().getOrDefault(USER, ""))
                .toList();
        return new DirectoryChanges(last, users, true);
    }
}
