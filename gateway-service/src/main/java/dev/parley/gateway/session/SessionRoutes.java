package dev.parley.gateway.session;

import java.util.Map;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/// `GET /internal/v1/sessions?user=`: how many sessions of a user are here. No edge routes to it.
public final class SessionRoutes {

    private final SessionRegistry registry;

    public SessionRoutes(SessionRegistry registry) {
        this.registry = registry;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(
                        "/internal/v1/sessions",
                        request -> ServerResponse.ok()
                                .bodyValue(Map.of(
                                        "sessions",
                                        registry.ofUser(request.queryParam("user")
                                                        .orElse(""))
                                                .size())))
                .build();
    }
}
