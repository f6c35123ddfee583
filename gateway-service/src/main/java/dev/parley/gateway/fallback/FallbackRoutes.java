package dev.parley.gateway.fallback;

import dev.parley.contract.ErrorCode;
import dev.parley.gateway.auth.HttpCaller;
import dev.parley.gateway.auth.HttpProblem;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Decoded;
import dev.parley.gateway.codec.FrameCodec;
import dev.parley.gateway.inbound.HelloChecks;
import dev.parley.proto.v1.Hello;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `GET /v1/events`, `GET /v1/poll`, `POST /v1/frames`: the same sessions for clients that cannot have a WebSocket. Any
/// request may come to any gateway.
public final class FallbackRoutes {

    private static final int MAX_FRAMES = 64;

    private interface Handler {

        Mono<ServerResponse> answer(ServerRequest request, Principal principal, Hello hello);
    }

    private final HttpCaller caller;
    private final Streams streams;
    private final EventStreams events;
    private final Polls polls;

    public FallbackRoutes(HttpCaller caller, Streams streams) {
        this.caller = caller;
        this.streams = streams;
        this.events = new EventStreams(streams);
        this.polls = new Polls(streams);
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/v1/events", request -> greeted(request, this::events))
                .GET("/v1/poll", request -> greeted(request, this::poll))
                .POST("/v1/frames", request -> greeted(request, this::frames))
                .build();
    }

    /// What a socket says in its first frame stands in the query.
    private Mono<ServerResponse> greeted(ServerRequest request, Handler handler) {
        return caller.known(request, principal -> {
            Hello hello = Hello.newBuilder()
                    .setDeviceId(request.queryParam("deviceId").orElse(""))
                    .setPlatform(request.queryParam("platform").orElse(""))
                    .setName(request.queryParam("name").orElse(""))
                    .build();
            return HelloChecks.flaw(hello)
                    .map(flaw -> HttpProblem.of(ErrorCode.INVALID, flaw))
                    .orElseGet(() -> handler.answer(request, principal, hello));
        });
    }

    private Mono<ServerResponse> events(ServerRequest request, Principal principal, Hello hello) {
        String place = Optional.ofNullable(request.headers().firstHeader("Last-Event-ID"))
                .or(() -> request.queryParam("resume"))
                .orElse("");
        Optional<ResumeToken> resume = ResumeToken.decoded(place);
        if (resume.isEmpty() && !place.isEmpty()) {
            return HttpProblem.of(ErrorCode.BAD_CURSOR, "no resume token of this server");
        }
        return events.open(principal, hello, resume.orElse(null))
                .map(stream -> ServerResponse.ok()
                        .contentType(MediaType.TEXT_EVENT_STREAM)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store, no-transform")
                        // What nginx and those who follow it heed.
                        .header("X-Accel-Buffering", "no")
                        .body(BodyInserters.fromServerSentEvents(stream)))
                .orElseGet(FallbackRoutes::full);
    }

    private Mono<ServerResponse> poll(ServerRequest request, Principal principal, Hello hello) {
        String place = request.queryParam("cursor").orElse("");
        Optional<Polls.Cursor> cursor = Polls.Cursor.decoded(place);
        if (cursor.isEmpty() && !place.isEmpty()) {
            return HttpProblem.of(ErrorCode.BAD_CURSOR, "no cursor of this server");
        }
        return polls.poll(principal, hello, cursor.orElse(null))
                .map(answer -> answer.flatMap(FallbackRoutes::polled).switchIfEmpty(Mono.defer(FallbackRoutes::full)))
                .orElseGet(FallbackRoutes::full);
    }

    private Mono<ServerResponse> frames(ServerRequest request, Principal principal, Hello hello) {
        if (!streams.isOpen()) {
            return full();
        }
        return request.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> posted(principal, hello.getDeviceId(), body))
                .onErrorResume(
                        DataBufferLimitException.class,
                        e -> HttpProblem.of(ErrorCode.TOO_LARGE, "at most 256 KiB in one request"));
    }

    private Mono<ServerResponse> posted(Principal principal, String deviceId, byte[] body) {
        List<Decoded> frames = FrameCodec.decodeBatch(body);
        if (frames.stream().anyMatch(Decoded.Undecodable.class::isInstance)) {
            return HttpProblem.of(ErrorCode.INVALID, "a frame or {\"frames\": [...]} in JSON is needed");
        }
        if (frames.size() > MAX_FRAMES) {
            return HttpProblem.of(ErrorCode.INVALID, "at most " + MAX_FRAMES + " frames in one request");
        }
        return Mono.fromCompletionStage(() -> streams.post(principal, deviceId, frames))
                .flatMap(answers -> json("{\"frames\":["
                        + answers.stream().map(FrameCodec::json).collect(Collectors.joining(",")) + "]}"));
    }

    private static Mono<ServerResponse> polled(Polls.Answer answer) {
        // A cursor has no character that JSON would escape.
        return json("{\"frames\":[" + String.join(",", answer.frames()) + "],\"cursor\":\"" + answer.cursor() + "\"}");
    }

    private static Mono<ServerResponse> json(String body) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .bodyValue(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Mono<ServerResponse> full() {
        return HttpProblem.of(ErrorCode.UNAVAILABLE, "full or draining");
    }
}
