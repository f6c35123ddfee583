package dev.parley.history.config;

import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.ReadRefused;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Every error leaves as an RFC 9457 problem with a `code` of the protocol; nothing of the inside shows.
@Component
@Order(-2)
class Problems implements WebExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        return switch (failure) {
            case ReadRefused refused -> write(exchange, refused.code(), String.valueOf(refused.getMessage()));
            case DataBufferLimitException tooLarge -> write(exchange, ErrorCode.TOO_LARGE, "body too large");
            case AuthenticationServiceException noKeys -> {
                LOG.warn("tokens cannot be checked error={}", noKeys.toString());
                yield write(exchange, ErrorCode.UNAVAILABLE, "tokens cannot be checked at the moment");
            }
            case ResponseStatusException status -> writeStatus(exchange, status);
            default -> {
                LOG.error(
                        "request failed path={}",
                        exchange.getRequest().getPath().value(),
                        failure);
                yield write(exchange, HttpStatus.INTERNAL_SERVER_ERROR, ErrorCode.UNAVAILABLE, "internal error");
            }
        };
    }

    Mono<Void> write(ServerWebExchange exchange, ErrorCode code, String detail) {
        return write(exchange, HttpStatus.valueOf(code.httpStatus()), code, detail);
    }

    /// Spring's own refusals: no such path, wrong method, missing parameter, wrong type of body.
    private Mono<Void> writeStatus(ServerWebExchange exchange, ResponseStatusException thrown) {
        HttpStatus status = HttpStatus.valueOf(thrown.getStatusCode().value());
        ErrorCode code = switch (status) {
            case NOT_FOUND -> ErrorCode.NOT_FOUND;
            case CONTENT_TOO_LARGE -> ErrorCode.TOO_LARGE;
            default -> status.is4xxClientError() ? ErrorCode.INVALID : ErrorCode.UNAVAILABLE;
        };
        exchange.getResponse().getHeaders().putAll(thrown.getHeaders());
        return write(exchange, status, code, status.getReasonPhrase());
    }

    private Mono<Void> write(ServerWebExchange exchange, HttpStatus status, ErrorCode code, String detail) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS));
        }
        ObjectNode problem = json.createObjectNode()
                .put("type", "about:blank")
                .put("title", status.getReasonPhrase())
                .put("status", status.value())
                .put("detail", detail)
                .put("code", code.name());
        byte[] body = problem.toString().getBytes(StandardCharsets.UTF_8);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
