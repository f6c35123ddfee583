package dev.parley.bus.redis;

import dev.parley.bus.SessionEntry;
import io.lettuce.core.output.IntegerOutput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Writes an entry again unless a newer live session of the device is there. Takes the chance to drop entries
/// of the user's other devices that nobody refreshed, since the key itself lives as long as any device of the
/// user does. Noted as a change only if it is one: nearly no refresh is.
final class RefreshScript {

    /// - KEYS[1] sessions of the user, hash: device id → {@link EntryValue}; [2] the shard's {@link ChangeLog}
    /// - ARGV[1] device id, [2] gateway id, [3] session id, [4] epoch (ms), [5] `f` or `b`, [6] time to live
    ///   (s), [7] user id
    /// - returns 1 written, 0 left to a newer session (integer)
    private static final LuaScript SCRIPT =
            LuaScript.of("""
            local now = tonumber(redis.call('TIME')[1])
            local ttl = tonumber(ARGV[6])
            local epoch = tonumber(ARGV[4])
            local dropped = false
            local same = false
            local devices = redis.call('HGETALL', KEYS[1])
            for i = 1, #devices, 2 do
              local session, otherEpoch, expiry = string.match(devices[i + 1], %s)
              local live = session and tonumber(expiry) > now
              if devices[i] ~= ARGV[1] then
                if not live then
                  redis.call('HDEL', KEYS[1], devices[i])
                  dropped = true
                end
              elseif session == ARGV[3] then
                epoch = math.max(epoch, tonumber(otherEpoch))
                local gateway, mode = string.match(devices[i + 1], %s)
                same = gateway == ARGV[2] and mode == ARGV[5]
              elseif live and tonumber(otherEpoch) > epoch then
                return 0
              end
            end
            redis.call('HSET', KEYS[1], ARGV[1],
              string.format('%%s|%%s|%%.0f|%%s|%%.0f', ARGV[2], ARGV[3], epoch, ARGV[5], now + ttl))
            redis.call('EXPIRE', KEYS[1], ttl)
            if dropped or not same then
              %s
            end
            return 1
            """.formatted(EntryValue.LUA_PATTERN, EntryValue.LUA_PLACE, ChangeLog.luaNote(7)));

    private RefreshScript() {}

    /// True if written.
    static CompletableFuture<Boolean> run(
            Pipeline<String> pipeline, List<String> keys, SessionEntry entry, Duration timeToLive) {
        List<String> arguments = List.of(
                entry.deviceId(),
                entry.gatewayId(),
                entry.sessionId(),
                Long.toString(entry.epochMillis()),
                EntryValue.mode(entry),
                Long.toString(timeToLive.toSeconds()),
                entry.userId());
        return pipeline.script(SCRIPT, keys, arguments, IntegerOutput::new).thenApply(written -> written == 1);
    }
}
