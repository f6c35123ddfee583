package dev.parley.gateway.auth;

import dev.parley.contract.ErrorCode;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// An answer of RFC 9457 with a word of the protocol as `code`.
public final class HttpProblem {

    private HttpProblem() {}

    public static Mono<ServerResponse> of(ErrorCode code, String detail) {
        ServerResponse.BodyBuilder response =
                ServerResponse.status(code.httpStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (code == ErrorCode.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (code == ErrorCode.UNAVAILABLE) {
            response.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return response.bodyValue(
                Map.of("type", "about:blank", "status", code.httpStatus(), "code", code.name(), "detail", detail));
    }
}
