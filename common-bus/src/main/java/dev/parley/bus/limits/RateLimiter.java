package dev.parley.bus.limits;

import java.util.concurrent.CompletionStage;

/// Token buckets that all instances share. A hint like everything in Redis: a bucket that is lost is full again. Safe
/// from any thread. Fails with the store's exception when it cannot be reached; what is done then stands in {@link
/// Limits}, not here.
///
/// Every implementation passes `RateLimiterContract`.
public interface RateLimiter {

    /// Takes all the tokens or none.
    ///
    /// @param subject whose bucket: a user or a conversation id
    /// @param tokens at least 1, at most the burst
    CompletionStage<Verdict> take(Allowance allowance, String subject, int tokens);
}
