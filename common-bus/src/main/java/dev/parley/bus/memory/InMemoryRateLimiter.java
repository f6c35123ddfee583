package dev.parley.bus.memory;

import dev.parley.bus.limits.Allowance;
import dev.parley.bus.limits.Buckets;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.limits.Verdict;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// Buckets of this process alone, never forgotten: for tests.
public final class InMemoryRateLimiter implements RateLimiter {

    private record Key(Allowance allowance, String subject) {}

    private final TimeMeter clock;
    private final ConcurrentHashMap<Key, Bucket> buckets = new ConcurrentHashMap<>();

    public InMemoryRateLimiter() {
        this(TimeMeter.SYSTEM_NANOTIME);
    }

    public InMemoryRateLimiter(TimeMeter clock) {
        this.clock = clock;
    }

    @Override
    public CompletionStage<Verdict> take(Allowance allowance, String subject, int tokens) {
        Bucket bucket = buckets.computeIfAbsent(
                new Key(allowance, subject),
                key -> Bucket.builder()
                        .withCustomTimePrecision(clock)
                        .addLimit(Buckets.configuration(allowance).getBandwidths()[0])
                        .build());
        return CompletableFuture.completedFuture(Buckets.verdict(bucket.tryConsumeAndReturnRemaining(tokens)));
    }
}
