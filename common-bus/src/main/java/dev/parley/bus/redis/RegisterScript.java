package dev.parley.bus.redis;

import dev.parley.bus.SessionEntry;
import io.lettuce.core.output.ValueOutput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Writes the entry of a device whatever was there, and returns what it displaced. Who registers last is the
/// newest: if the clocks of two gateways disagree, the new entry's epoch is set one above the displaced one, so
/// that a late refresh of the displaced session cannot take the place back.
final class RegisterScript {

    /// - KEYS[1] sessions of the user, hash: device id → {@link EntryValue}; [2] the shard's {@link ChangeLog}
    /// - ARGV[1] device id, [2] gateway id, [3] session id, [4] epoch (ms), [5] `f` or `b`, [6] time to live
    ///   (s), [7] user id
    /// - returns the value of a live other session of the device, now displaced (bulk string), or nil
    private static final LuaScript SCRIPT = LuaScript.of("""
            local now = tonumber(redis.call('TIME')[1])
            local ttl = tonumber(ARGV[6])
            local epoch = tonumber(ARGV[4])
            local displaced = false
            local old = redis.call('HGET', KEYS[1], ARGV[1])
            if old then
              local session, oldEpoch, expiry = string.match(old, %s)
              if session == ARGV[3] then
                epoch = math.max(epoch, tonumber(oldEpoch))
              elseif session and tonumber(expiry) > now then
                epoch = math.max(epoch, tonumber(oldEpoch) + 1)
                displaced = old
              end
            end
            redis.call('HSET', KEYS[1], ARGV[1],
              string.format('%%s|%%s|%%.0f|%%s|%%.0f', ARGV[2], ARGV[3], epoch, ARGV[5], now + ttl))
            redis.call('EXPIRE', KEYS[1], ttl)
            %s
            return displaced
            """.formatted(EntryValue.LUA_PATTERN, ChangeLog.luaNote(7)));

    private RegisterScript() {}

    static CompletableFuture<Optional<SessionEntry>> run(
            Pipeline<String> pipeline, List<String> keys, SessionEntry entry, Duration timeToLive) {
        List<String> arguments = List.of(
                entry.deviceId(),
                entry.gatewayId(),
                entry.sessionId(),
                Long.toString(entry.epochMillis()),
                EntryValue.mode(entry),
                Long.toString(timeToLive.toSeconds()),
                entry.userId());
        return pipeline.script(SCRIPT, keys, arguments, ValueOutput::new)
                .thenApply(displaced -> Optional.ofNullable(displaced)
                        .flatMap(value -> EntryValue.decode(entry.userId(), entry.deviceId(), value)));
    }
}
