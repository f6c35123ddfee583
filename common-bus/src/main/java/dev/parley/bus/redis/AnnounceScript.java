package dev.parley.bus.redis;

import io.lettuce.core.output.IntegerOutput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Notes in the list of bus addresses that one lives, by Redis's clock, and drops those long gone.
final class AnnounceScript {

    /// - KEYS[1] `gateways`, sorted set: bus address → ms of its last lease by Redis's clock
    /// - ARGV[1] the address, [2] age after which an address is dropped (ms)
    /// - returns the number of addresses dropped (integer)
    private static final LuaScript SCRIPT = LuaScript.of("""
            local time = redis.call('TIME')
            local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
            redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
            return redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[2])))
            """);

    private AnnounceScript() {}

    static CompletableFuture<Long> run(Pipeline<String> pipeline, String key, String address, Duration dropAfter) {
        return pipeline.script(
                SCRIPT, List.of(key), List.of(address, Long.toString(dropAfter.toMillis())), IntegerOutput::new);
    }
}
