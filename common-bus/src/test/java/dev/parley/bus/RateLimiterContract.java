package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.limits.Allowance;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.limits.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every rate limiter does.
public abstract class RateLimiterContract {

    /// Refills so slowly that a busy machine does not refill it between two lines.
    private static final Allowance SLOW = new Allowance("slow", 3, 1, Duration.ofSeconds(10));

    private static final Allowance QUICK = new Allowance("quick", 2, 5, Duration.ofSeconds(1));

    private final String subject = "u " + UUID.randomUUID();

    protected abstract RateLimiter limiter();

    /// One of another instance with the same buckets.
    protected abstract RateLimiter other();

    @Test
    void take_givesTheBurst_thenSaysHowLongToWait() {
        assertThat(take(SLOW, subject, 1)).isEqualTo(new Verdict.Taken(2));
        assertThat(take(SLOW, subject, 2)).isEqualTo(new Verdict.Taken(0));

        assertThat(take(SLOW, subject, 1))
                .isInstanceOfSatisfying(
                        Verdict.Over.class,
                        over -> assertThat(over.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10)));
    }

    @Test
    void take_takesAllOrNothing() {
        assertThat(take(SLOW, subject, 2)).isEqualTo(new Verdict.Taken(1));
        assertThat(take(SLOW, subject, 2)).isInstanceOf(Verdict.Over.class);
        assertThat(take(SLOW, subject, 1)).isEqualTo(new Verdict.Taken(0));
    }

    @Test
    void buckets_areApart_bySubjectAndByAction() {
        take(SLOW, subject, 3);

        assertThat(take(SLOW, subject + "x", 3)).isEqualTo(new Verdict.Taken(0));
        assertThat(take(QUICK, subject, 2)).isEqualTo(new Verdict.Taken(0));
    }

    @Test
    void bucket_refillsWithTime_evenly() {
        take(QUICK, subject, 2);

        await().atMost(Duration.ofSeconds(5)).until(() -> take(QUICK, subject, 1) instanceof Verdict.Taken);
    }

    @Test
    void instances_shareTheBuckets() {
        assertThat(take(SLOW, subject, 2)).isEqualTo(new Verdict.Taken(1));
        assertThat(taken(other().take(SLOW, subject, 1).toCompletableFuture())).isEqualTo(new Verdict.Taken(0));
        assertThat(take(SLOW, subject, 1)).isInstanceOf(Verdict.Over.class);
    }

    @Test
    void takesAtTheSameMoment_neverGiveMoreThanThereIs() {
        Allowance four = new Allowance("four", 4, 1, Duration.ofSeconds(60));
        List<CompletableFuture<Verdict>> takes = IntStream.range(0, 8)
                .mapToObj(i -> (i % 2 == 0 ? limiter() : other())
                        .take(four, subject, 1)
                        .toCompletableFuture())
                .toList();

        assertThat(takes.stream().map(RateLimiterContract::taken).filter(Verdict.Taken.class::isInstance))
                .hasSize(4);
    }

    private Verdict take(Allowance allowance, String whose, int tokens) {
        return taken(limiter().take(allowance, whose, tokens).toCompletableFuture());
    }

    private static Verdict taken(CompletableFuture<Verdict> verdict) {
        return verdict.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
