package dev.parley.bus.redis;

import dev.parley.bus.SessionEntry;
import io.lettuce.core.output.IntegerOutput;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Removes a device's entry if it is still of this session, so that a late disconnect never removes a newer
/// one.
final class RemoveScript {

    /// - KEYS[1] sessions of the user, hash: device id → {@link EntryValue}; [2] the shard's {@link ChangeLog}
    /// - ARGV[1] device id, [2] session id, [3] user id
    /// - returns 1 removed, 0 not there or of another session (integer)
    private static final LuaScript SCRIPT = LuaScript.of("""
            local old = redis.call('HGET', KEYS[1], ARGV[1])
            if old and string.match(old, %s) == ARGV[2] then
              redis.call('HDEL', KEYS[1], ARGV[1])
              %s
              return 1
            end
            return 0
            """.formatted(EntryValue.LUA_PATTERN, ChangeLog.luaNote(3)));

    private RemoveScript() {}

    /// True if removed.
    static CompletableFuture<Boolean> run(Pipeline<String> pipeline, List<String> keys, SessionEntry entry) {
        List<String> arguments = List.of(entry.deviceId(), entry.sessionId(), entry.userId());
        return pipeline.script(SCRIPT, keys, arguments, IntegerOutput::new).thenApply(removed -> removed == 1);
    }
}
