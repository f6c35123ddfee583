package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.DriverException;
import dev.parley.contract.ErrorCode;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// Every error of the REST face as an RFC 9457 problem with a `code` of the protocol's vocabulary. Never a stack
/// trace, never what the client sent.
@Component
@Order(-2)
public final class ProblemWriter
        implements WebExceptionHandler, ServerAuthenticationEntryPoint, ServerAccessDeniedHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemWriter.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private final JsonMapper json;

    public ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        Throwable cause = causeOf(failure);
        return switch (cause) {
            case ProblemException problem -> {
                if (!problem.retryAfter().isZero()) {
                    exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, seconds(problem.retryAfter()));
                }
                yield write(
                        exchange,
                        problem.code(),
                        HttpStatusCode.valueOf(problem.status()),
                        Objects.toString(problem.getMessage(), ""));
            }
            case DataBufferLimitException ignored -> write(exchange, ErrorCode.TOO_LARGE, "The body is too large.");
            case AuthenticationServiceException e -> unavailable(exchange, "token keys", e);
            case DriverException e -> unavailable(exchange, "cassandra", e);
            case RedisException e -> unavailable(exchange, "redis", e);
            case ResponseStatusException e -> write(exchange, codeOf(e.getStatusCode()), e.getStatusCode(), "");
            default -> {
                LOG.error("request failed path={}", exchange.getRequest().getPath(), cause);
                yield write(exchange, ErrorCode.UNAVAILABLE, HttpStatus.INTERNAL_SERVER_ERROR, "");
            }
        };
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
        exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        return write(exchange, ErrorCode.UNAUTHORIZED, "A valid bearer token is required.");
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException failure) {
        return write(exchange, ErrorCode.FORBIDDEN, "");
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? failure : cause;
    }

    private Mono<Void> unavailable(ServerWebExchange exchange, String what, Exception failure) {
        LOG.warn("request unavailable what={} cause={}", what, failure.toString());
        return write(exchange, ErrorCode.UNAVAILABLE, "Try again.");
    }

    /// Whole ones, rounded up: not too early.
    private static String seconds(Duration duration) {
        return Long.toString(duration.plusMillis(999).toSeconds());
    }

    private static ErrorCode codeOf(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.RATE_LIMITED;
            default -> status.is4xxClientError() ? ErrorCode.INVALID : ErrorCode.UNAVAILABLE;
        };
    }

    private Mono<Void> write(ServerWebExchange exchange, ErrorCode code, String detail) {
        return write(exchange, code, HttpStatusCode.valueOf(code.httpStatus()), detail);
    }

    private Mono<Void> write(ServerWebExchange exchange, ErrorCode code, HttpStatusCode status, String detail) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        boolean later = status.value() == 503 || status.value() == 429;
        if (later && !response.getHeaders().containsHeader(HttpHeaders.RETRY_AFTER)) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        HttpStatus known = HttpStatus.resolve(status.value());
        String title = known == null ? code.name() : known.getReasonPhrase();
        byte[] body = json.writeValueAsBytes(
                new Problem("about:blank", title, status.value(), detail.isEmpty() ? title : detail, code.name()));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private record Problem(String type, String title, int status, String detail, String code) {}
}
