package dev.parley.gateway.auth;

import dev.parley.contract.ErrorCode;
import io.lettuce.core.RedisException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `POST /v1/tickets`: a bearer token for a one-use ticket. A ticket buys none.
public final class TicketRoutes {

    private final HttpCaller caller;
    private final Tickets tickets;

    public TicketRoutes(HttpCaller caller, Tickets tickets) {
        this.caller = caller;
        this.tickets = tickets;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route().POST("/v1/tickets", this::issue).build();
    }

    private Mono<ServerResponse> issue(ServerRequest request) {
        if (request.queryParams().containsKey("ticket")) {
            return HttpProblem.of(ErrorCode.UNAUTHORIZED, "a bearer token is needed");
        }
        return caller.known(request, this::issue);
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
                        RedisException.class,
                        e -> HttpProblem.of(ErrorCode.UNAVAILABLE, "tickets cannot be issued now"));
    }
}
