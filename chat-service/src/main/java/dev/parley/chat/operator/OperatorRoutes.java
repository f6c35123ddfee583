package dev.parley.chat.operator;

import dev.parley.log.ReadProgress;
import dev.parley.log.path.PathAnswer;
import dev.parley.log.path.PathLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `GET /internal/v1/path/{messageId}` and `/internal/v1/overview`: what this instance did with a message, and
/// how far it is with its partitions.
public final class OperatorRoutes {

    private final String instance;
    private final PathLog path;
    private final ReadProgress progress;
    private final MeterRegistry registry;

    public OperatorRoutes(String instance, PathLog path, ReadProgress progress, MeterRegistry registry) {
        this.instance = instance;
        this.path = path;
        this.progress = progress;
        this.registry = registry;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/internal/v1/path/{messageId}", this::message)
                .GET("/internal/v1/overview", this::overview)
                .build();
    }

    private Mono<ServerResponse> message(ServerRequest request) {
        return ServerResponse.ok().bodyValue(PathAnswer.message(instance, path, request.pathVariable("messageId")));
    }

    private Mono<ServerResponse> overview(ServerRequest request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("instance", instance);
        answer.put("service", "chat");
        answer.put("partitions", progress.partitions());
        answer.put("sequenced", counter("parley.chat.accepted"));
        answer.put("answered", counter("parley.chat.answered"));
        return ServerResponse.ok().bodyValue(answer);
    }

    private long counter(String name, String... tags) {
        return (long) registry.find(name).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
