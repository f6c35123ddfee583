package dev.parley.gateway.fallback;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.gateway.auth.HttpCaller;
import dev.parley.gateway.auth.HttpProblem;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Decoded;
import dev.parley.gateway.codec.FrameCodec;
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
                .GET("/v1/events", request -> caller.known(request, principal -> events(request, principal)))
                .GET("/v1/poll", request -> caller.known(request, principal -> poll(request, principal)))
                .POST("/v1/frames", request -> caller.known(request, principal -> frames(request, principal)))
                .build();
    }

    private Mono<ServerResponse> events(ServerRequest request, Principal principal) {
        Optional<Hello> hello = hello(request);
        if (hello.isEmpty()) {
            return wrongDevice();
        }
        String place = Optional.ofNullable(request.headers().firstHeader("Last-Event-ID"))
                .or(() -> request.queryParam("resume"))
                .orElse("");
        Optional<ResumeToken> resume = ResumeToken.decoded(place);
        if (resume.isEmpty() && !place.isEmpty()) {
            return HttpProblem.of(ErrorCode.BAD_CURSOR, "no resume token of this server");
        }
        return events.open(principal, hello.get(), resume.orElse(null))
                .map(stream -> ServerResponse.ok()
                        .contentType(MediaType.TEXT_EVENT_STREAM)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store, no-transform")
                        // What nginx and those who follow it heed.
                        .header("X-Accel-Buffering", "no")
                        .body(BodyInserters.fromServerSentEvents(stream)))
                .orElseGet(FallbackRoutes::full);
    }

    private Mono<ServerResponse> poll(ServerRequest request, Principal principal) {
        Optional<Hello> hello = hello(request);
        if (hello.isEmpty()) {
            return wrongDevice();
        }
        String place = request.queryParam("cursor").orElse("");
        Optional<Polls.Cursor> cursor = Polls.Cursor.decoded(place);
        if (cursor.isEmpty() && !place.isEmpty()) {
            return HttpProblem.of(ErrorCode.BAD_CURSOR, "no cursor of this server");
        }
        return polls.poll(principal, hello.get(), cursor.orElse(null))
                .map(answer -> answer.flatMap(FallbackRoutes::polled).switchIfEmpty(Mono.defer(FallbackRoutes::full)))
                .orElseGet(FallbackRoutes::full);
    }

    private Mono<ServerResponse> frames(ServerRequest request, Principal principal) {
        Optional<Hello> hello = hello(request);
        if (hello.isEmpty()) {
            return wrongDevice();
        }
        if (!streams.isOpen()) {
            return full();
        }
        return request.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> posted(principal, hello.get().getDeviceId(), body))
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

    /// What the first frame of a socket says, from the query.
    private static Optional<Hello> hello(ServerRequest request) {
        String deviceId = request.queryParam("deviceId").orElse("");
        String platform = request.queryParam("platform").orElse("");
        String name = request.queryParam("name").orElse("");
        boolean sound = Identifiers.isDeviceId(deviceId)
                && bytes(platform) <= ProtocolLimits.MAX_PLATFORM_BYTES
                && bytes(name) <= ProtocolLimits.MAX_DEVICE_NAME_BYTES;
        return sound
                ? Optional.of(Hello.newBuilder()
                        .setDeviceId(deviceId)
                        .setPlatform(platform)
                        .setName(name)
                        .build())
                : Optional.empty();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Mono<ServerResponse> wrongDevice() {
        return HttpProblem.of(
                ErrorCode.INVALID,
                "deviceId: 1-64 of A-Z a-z 0-9 . _ - are needed; platform and name: at most "
                        + ProtocolLimits.MAX_PLATFORM_BYTES + " and " + ProtocolLimits.MAX_DEVICE_NAME_BYTES
                        + " bytes");
    }

    private static Mono<ServerResponse> full() {
        return HttpProblem.of(ErrorCode.UNAVAILABLE, "full or draining");
    }
}
