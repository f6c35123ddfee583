package dev.parley.gateway.auth;

import dev.parley.contract.ErrorCode;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Who makes an HTTP request: by its bearer token or, where a browser can set no header, by a ticket in the URL.
public final class HttpCaller {

    private final TokenVerifier verifier;
    private final Tickets tickets;

    public HttpCaller(TokenVerifier verifier, Tickets tickets) {
        this.verifier = verifier;
        this.tickets = tickets;
    }

    /// Answers with a problem if it is not known who asks.
    public Mono<ServerResponse> known(ServerRequest request, Function<Principal, Mono<ServerResponse>> handler) {
        MultiValueMap<String, String> query = request.queryParams();
        if (query.containsKey("token") || query.containsKey("access_token")) {
            return HttpProblem.of(ErrorCode.TOKEN_IN_URL, "tokens do not belong in URLs");
        }
        String ticket = query.getFirst("ticket");
        String header = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        if (header == null && ticket != null) {
            return Mono.fromCompletionStage(() -> tickets.redeem(ticket))
                    .flatMap(verification -> answer(verification, handler));
        }
        Optional<String> token = Bearer.token(header == null ? "" : header);
        if (token.isEmpty()) {
            return HttpProblem.of(ErrorCode.UNAUTHORIZED, "a bearer token is needed");
        }
        return Mono.fromCompletionStage(() -> verifier.verify(token.get()))
                .flatMap(verification -> answer(verification, handler));
    }

    private static Mono<ServerResponse> answer(
            Verification verification, Function<Principal, Mono<ServerResponse>> handler) {
        return switch (verification) {
            case Verification.Verified verified -> handler.apply(verified.principal());
            case Verification.Rejected rejected ->
                HttpProblem.of(ErrorCode.UNAUTHORIZED, "the token or ticket is not valid");
            case Verification.Unavailable none -> HttpProblem.of(ErrorCode.UNAVAILABLE, "cannot be checked now");
        };
    }
}
