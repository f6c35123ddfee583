package dev.parley.chat.limits;

import dev.parley.bus.limits.Allowance;
import dev.parley.bus.limits.Limits;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.limits.Verdict;
import dev.parley.contract.Identifiers;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// Takes a token for every change over REST before anything is done for it; over the limit it is 429 with the time to
/// wait. While Redis is away it goes by the table. After the security filter, because the caller's name is the key.
@Order(0)
public final class RateLimitFilter implements WebFilter {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimitFilter.class);

    private final RateLimiter limiter;

    public RateLimitFilter(RateLimiter limiter) {
        this.limiter = limiter;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        List<LimitedPaths.Due> due = LimitedPaths.of(
                exchange.getRequest().getMethod(),
                exchange.getRequest().getPath().pathWithinApplication());
        if (due.isEmpty()) {
            return chain.filter(exchange);
        }
        return exchange.getPrincipal()
                .flatMap(caller -> take(exchange, caller.getName(), due).thenReturn(true))
                .defaultIfEmpty(true)
                .flatMap(allowed -> chain.filter(exchange));
    }

    private Mono<Void> take(ServerWebExchange exchange, String userId, List<LimitedPaths.Due> due) {
        Mono<Void> all = Mono.empty();
        for (LimitedPaths.Due one : due) {
            if (one.limit().per() == Limits.Per.USER) {
                all = all.then(take(exchange, one.limit(), userId));
            } else if (Identifiers.isGroupConversation(one.conversationId())) {
                all = all.then(take(exchange, one.limit(), one.conversationId()));
            }
        }
        return all;
    }

    private Mono<Void> take(ServerWebExchange exchange, Limits limit, String subject) {
        return Mono.fromFuture(() -> limiter.take(limit.allowance(), subject, 1).toCompletableFuture())
                .onErrorResume(failure -> away(limit, failure))
                .flatMap(verdict -> switch (verdict) {
                    case Verdict.Taken taken -> {
                        tell(exchange, limit.allowance(), taken.remaining());
                        yield Mono.<Void>empty();
                    }
                    case Verdict.Over over -> {
                        tell(exchange, limit.allowance(), 0);
                        exchange.getResponse()
                                .getHeaders()
                                .set(HttpHeaders.RETRY_AFTER, Long.toString(seconds(over.retryAfter())));
                        yield Mono.<Void>error(new ResponseStatusException(HttpStatus.TOO_MANY_REQUESTS));
                    }
                });
    }

    private static Mono<Verdict> away(Limits limit, Throwable failure) {
        LOG.warn("limit cannot be asked limit={} away={} cause={}", limit, limit.away(), failure.toString());
        return switch (limit.away()) {
            case OPEN -> Mono.empty();
            case CLOSED -> Mono.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE));
        };
    }

    /// The tightest one, if there are two.
    /// https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ as of 2026-11: `r` what is
    /// left, `t` seconds until it is full, `q` at once, `w` seconds to refill all.
    private static void tell(ServerWebExchange exchange, Allowance allowance, long remaining) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Long told = exchange.getAttribute(RateLimitFilter.class.getName());
        if (told != null && told <= remaining) {
            return;
        }
        exchange.getAttributes().put(RateLimitFilter.class.getName(), remaining);
        Duration full = allowance
                .untilFull()
                .multipliedBy(allowance.burst() - remaining)
                .dividedBy(allowance.burst());
        headers.set("RateLimit", "\"%s\";r=%d;t=%d".formatted(allowance.name(), remaining, seconds(full)));
        headers.set(
                "RateLimit-Policy",
                "\"%s\";q=%d;w=%d".formatted(allowance.name(), allowance.burst(), seconds(allowance.untilFull())));
    }

    /// Rounded up: who comes after so many is let through.
    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
