package dev.parley.bus.redis;

import io.lettuce.core.output.ValueListOutput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Bus addresses whose lease was renewed lately, by Redis's clock: neither the gateways' clocks nor the
/// router's matter.
final class LiveAddressesScript {

    /// - KEYS[1] `gateways`, sorted set: bus address → ms of its last lease by Redis's clock
    /// - ARGV[1] greatest age of a lease (ms)
    /// - returns the addresses (array of bulk strings)
    private static final LuaScript SCRIPT = LuaScript.of("""
            local time = redis.call('TIME')
            local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
            return redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now - tonumber(ARGV[1])), '+inf')
            """);

    private LiveAddressesScript() {}

    static CompletableFuture<List<String>> run(Pipeline<String> pipeline, String key, Duration lease) {
        return pipeline.script(SCRIPT, List.of(key), List.of(Long.toString(lease.toMillis())), ValueListOutput::new);
    }
}
