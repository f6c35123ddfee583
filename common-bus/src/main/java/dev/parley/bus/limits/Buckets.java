package dev.parley.bus.limits;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/// An allowance in the terms of bucket4j.
public final class Buckets {

    private Buckets() {}

    public static BucketConfiguration configuration(Allowance allowance) {
        return BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(allowance.burst()).refillGreedy(allowance.refill(), allowance.per()))
                .build();
    }

    public static Verdict verdict(ConsumptionProbe probe) {
        return probe.isConsumed()
                ? new Verdict.Taken(probe.getRemainingTokens())
                : new Verdict.Over(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
}
