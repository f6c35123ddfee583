package dev.parley.gateway.auth;

import dev.parley.contract.ErrorCode;
import io.lettuce.core.RedisException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `POST /v1/tickets`: a bearer token for a one-use ticket.
public final class TicketRoutes {

    private final TokenVerifier verifier;
    private final Tickets tickets;

    public TicketRoutes(TokenVerifier verifier, Tickets tickets) {
        this.verifier = verifier;
        this.tickets = tickets;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route().POST("/v1/tickets", this::issue).build();
    }

    private Mono<ServerResponse> issue(ServerRequest request) {
        if (request.queryParams().containsKey("token") || request.queryParams().containsKey("access_token")) {
            return problem(ErrorCode.TOKEN_IN_URL, "tokens do not belong in URLs");
        }
        String header = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        Optional<String> token = Bearer.token(header == null ? "" : header);
        if (token.isEmpty()) {
            return problem(ErrorCode.UNAUTHORIZED, "a bearer token is needed");
        }
        return Mono.fromCompletionStage(verifier.verify(token.get())).flatMap(verification -> switch (verification) {
            case Verification.Verified verified -> issue(verified.principal());
            case Verification.Rejected rejected -> problem(ErrorCode.UNAUTHORIZED, "the token is not valid");
            case Verification.Unavailable none -> problem(ErrorCode.UNAVAILABLE, "tokens cannot be checked now");
        });
    }

    private Mono<ServerResponse> issue(Principal principal) {
        return Mono.fromCompletionStage(() -> tickets.issue(principal))
                .flatMap(ticket -> ServerResponse.status(201)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(Map.of(
                                "ticket", ticket.value(),
                                "expiresAt",
                                        ticket.expiresAt()
                                                .truncatedTo(ChronoUnit.MILLIS)
                                                .toString())))
                .onErrorResume(
                        RedisException.class, e -> problem(ErrorCode.UNAVAILABLE, "tickets cannot be issued now"));
    }

    private static Mono<ServerResponse> problem(ErrorCode code, String detail) {
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
