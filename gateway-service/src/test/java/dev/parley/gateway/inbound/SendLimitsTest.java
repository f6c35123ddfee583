package dev.parley.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.limits.Limits;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.memory.InMemoryRateLimiter;
import dev.parley.gateway.metrics.MicrometerGatewayMetrics;
import dev.parley.gateway.pressure.Lease;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Several gateways, one bucket.
final class SendLimitsTest {

    private static final int BURST = Limits.GROUP_SEND.allowance().burst();

    /// Stands still, so nothing refills.
    private final RateLimiter limiter = new InMemoryRateLimiter(new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return 0;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void aGroup_getsItsBurst_howeverManyGatewaysItIsOn() {
        SendLimits[] gateways = IntStream.range(0, 4).mapToObj(i -> gateway()).toArray(SendLimits[]::new);

        int sent = 0;
        boolean any = true;
        while (any) {
            any = false;
            for (int i = 0; i < gateways.length; i++) {
                if (sends(gateways[i], "user-" + i + "-" + sent, "g_1")) {
                    sent++;
                    any = true;
                }
            }
        }

        assertThat(sent).isBetween(BURST, BURST + gateways.length * Lease.SIZE);
    }

    @Test
    void aUser_isLimitedOverAllConversations() {
        SendLimits gateway = gateway();
        int sent = 0;
        while (sends(gateway, "alice", "d_" + sent)) {
            sent++;
        }

        int burst = Limits.SEND.allowance().burst();
        assertThat(sent).isBetween(burst, burst + Lease.SIZE);
        assertThat(sends(gateway, "bob", "d_1")).isTrue();
    }

    @Test
    void everythingIsLetThrough_whileTheBucketsCannotBeReached() {
        SendLimits gateway = new SendLimits(
                (allowance, subject, tokens) -> CompletableFuture.failedFuture(new IllegalStateException("away")),
                new MicrometerGatewayMetrics(new SimpleMeterRegistry()),
                true);

        for (int i = 0; i < 10 * BURST; i++) {
            assertThat(sends(gateway, "alice", "g_1")).isTrue();
        }
    }

    @Test
    void nothingIsLimited_ifSwitchedOff() {
        SendLimits gateway = new SendLimits(limiter, new MicrometerGatewayMetrics(new SimpleMeterRegistry()), false);

        for (int i = 0; i < 10 * BURST; i++) {
            assertThat(sends(gateway, "alice", "g_1")).isTrue();
        }
    }

    private SendLimits gateway() {
        return new SendLimits(limiter, new MicrometerGatewayMetrics(new SimpleMeterRegistry()), true);
    }

    private static boolean sends(SendLimits gateway, String user, String conversation) {
        if (gateway.nanosUntilNext(user, conversation, System.nanoTime()) > 0) {
            return false;
        }
        gateway.take(user, conversation);
        return true;
    }
}
