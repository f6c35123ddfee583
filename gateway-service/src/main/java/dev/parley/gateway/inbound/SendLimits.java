package dev.parley.gateway.inbound;

import dev.parley.bus.limits.Limits;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.limits.Verdict;
import dev.parley.contract.Identifiers;
import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.gateway.pressure.Lease;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The limits of commands over all gateways: of one user, and of all members of one group. Taken in leases in the
/// background (`docs/limits.md` says why), so a command never waits for Redis; while Redis is away everything is let
/// through, as the table of limits has it. Never blocks; safe from any thread.
public final class SendLimits {

    private static final Logger log = LoggerFactory.getLogger(SendLimits.class);

    /// By then every bucket is full again, and forgives what a lease owes.
    private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

    private static final int MANY = 10_000;

    /// More are let through: a flood of made-up ids must not cost memory.
    private static final int MAX = 200_000;

    private final RateLimiter limiter;
    private final GatewayMetrics metrics;
    private final boolean enabled;
    private final ConcurrentHashMap<String, Lease> byUser = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Lease> byGroup = new ConcurrentHashMap<>();
    private final AtomicLong swept = new AtomicLong(System.nanoTime());

    /// @param enabled false: nothing is limited here
    public SendLimits(RateLimiter limiter, GatewayMetrics metrics, boolean enabled) {
        this.limiter = limiter;
        this.metrics = metrics;
        this.enabled = enabled;
    }

    /// How long until this user may send to this conversation; 0: now. Nothing is taken.
    long nanosUntilNext(String userId, String conversationId, long now) {
        if (!enabled) {
            return 0;
        }
        long user = nanosUntilNext(Limits.SEND, byUser, userId, now);
        if (!Identifiers.isGroupConversation(conversationId)) {
            return user;
        }
        return Math.max(user, nanosUntilNext(Limits.GROUP_SEND, byGroup, conversationId, now));
    }

    /// A command went to the log.
    void take(String userId, String conversationId) {
        take(byUser.get(userId));
        take(byGroup.get(conversationId));
    }

    private static void take(@Nullable Lease lease) {
        if (lease != null) {
            lease.take();
        }
    }

    private long nanosUntilNext(Limits limit, ConcurrentHashMap<String, Lease> leases, String subject, long now) {
        Lease lease = leases.get(subject);
        if (lease == null) {
            forgetIdle(leases, now);
            if (leases.size() >= MAX) {
                return 0;
            }
            lease = leases.computeIfAbsent(subject, any -> new Lease(now));
        }
        if (lease.asks(now)) {
            ask(limit, subject, lease);
        }
        return lease.nanosUntilNext(now);
    }

    private void ask(Limits limit, String subject, Lease lease) {
        limiter.take(limit.allowance(), subject, Lease.SIZE).whenComplete((verdict, failure) -> {
            if (failure != null) {
                metrics.unavailable("limits");
                log.debug("lease limit={} cause={}", limit, failure.toString());
                lease.granted();
                return;
            }
            switch (verdict) {
                case Verdict.Taken taken -> lease.granted();
                case Verdict.Over over -> lease.refused(over.retryAfter(), System.nanoTime());
            }
        });
    }

    private void forgetIdle(ConcurrentHashMap<String, Lease> leases, long now) {
        long last = swept.get();
        if (leases.size() >= MANY && now - last > IDLE_NANOS && swept.compareAndSet(last, now)) {
            byUser.values().removeIf(lease -> lease.isIdleSince(now - IDLE_NANOS));
            byGroup.values().removeIf(lease -> lease.isIdleSince(now - IDLE_NANOS));
        }
    }
}
