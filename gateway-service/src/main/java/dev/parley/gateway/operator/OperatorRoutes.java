package dev.parley.gateway.operator;

import dev.parley.contract.ErrorCode;
import dev.parley.gateway.auth.HttpProblem;
import dev.parley.gateway.session.SessionRegistry;
import dev.parley.log.path.PathAnswer;
import dev.parley.log.path.PathLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `GET /internal/v1/path/{messageId}` and `/internal/v1/overview`: what this gateway did with a message, and
/// what it counts. `GET /internal/v1/path?conversationId=&seq=`: which devices told it that they have received or
/// read that far. `GET /internal/v1/sessions?user=`: how many sessions of a user are here.
public final class OperatorRoutes {

    private final String instance;
    private final PathLog path;
    private final SessionRegistry sessions;
    private final MeterRegistry registry;

    public OperatorRoutes(String instance, PathLog path, SessionRegistry sessions, MeterRegistry registry) {
        this.instance = instance;
        this.path = path;
        this.sessions = sessions;
        this.registry = registry;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/internal/v1/path/{messageId}", this::message)
                .GET("/internal/v1/path", this::marks)
                .GET("/internal/v1/overview", this::overview)
                .GET("/internal/v1/sessions", this::sessionsOfUser)
                .build();
    }

    private Mono<ServerResponse> message(ServerRequest request) {
        return ServerResponse.ok().bodyValue(PathAnswer.message(instance, path, request.pathVariable("messageId")));
    }

    private Mono<ServerResponse> marks(ServerRequest request) {
        String conversationId = request.queryParam("conversationId").orElse("");
        try {
            long seq = Long.parseLong(request.queryParam("seq").orElse(""));
            return ServerResponse.ok().bodyValue(PathAnswer.marks(instance, path, conversationId, seq));
        } catch (NumberFormatException e) {
            return HttpProblem.of(ErrorCode.INVALID, "seq: not a number");
        }
    }

    private Mono<ServerResponse> sessionsOfUser(ServerRequest request) {
        String userId = request.queryParam("user").orElse("");
        return ServerResponse.ok()
                .bodyValue(Map.of("sessions", sessions.ofUser(userId).size()));
    }

    private Mono<ServerResponse> overview(ServerRequest request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("instance", instance);
        answer.put("service", "gateway");
        answer.put("sessions", gauge("parley.gateway.sessions"));
        answer.put("sockets", gauge("parley.gateway.sockets"));
        answer.put("accepted", counter("parley.gateway.accepted"));
        answer.put("refused", counter("parley.gateway.refused"));
        answer.put("delivered", counter("parley.gateway.delivered"));
        return ServerResponse.ok().bodyValue(answer);
    }

    private long gauge(String name) {
        return (long)
                registry.find(name).gauges().stream().mapToDouble(Gauge::value).sum();
    }

    private long counter(String name, String... tags) {
        return (long) registry.find(name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
