package dev.parley.bus.redis;

import io.lettuce.core.output.IntegerOutput;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Sets a head if it is greater than the stored one: a replayed or late router changes nothing.
final class RaiseHeadScript {

    /// - KEYS[1] `head:{conversation}`, string: seq
    /// - ARGV[1] seq, [2] time to live (s)
    /// - returns the greater of both (integer)
    private static final LuaScript SCRIPT = LuaScript.of("""
            local old = tonumber(redis.call('GET', KEYS[1]) or '0')
            local seq = tonumber(ARGV[1])
            if seq > old then
              redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
              return seq
            end
            return old
            """);

    private RaiseHeadScript() {}

    static CompletableFuture<Long> run(Pipeline<String> pipeline, String key, long seq, Duration timeToLive) {
        List<String> arguments = List.of(Long.toString(seq), Long.toString(timeToLive.toSeconds()));
        return pipeline.script(SCRIPT, List.of(key), arguments, IntegerOutput::new);
    }
}
