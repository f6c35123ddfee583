package dev.parley.stack.edge;

import dev.parley.stack.issuer.TokenIssuer;
import dev.parley.stack.issuer.TokenRequest;
import dev.parley.stack.issuer.TokenRequest.InvalidTokenRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/// What the edge answers itself: tokens, the keys that verify them, the web app, and the plug to pull.
final class LocalPages {

    static final int MAX_BODY_BYTES = 4 * 1024;

    private final TokenIssuer issuer;
    private final StaticFiles files;
    private final Plug plug;
    private final OpsPages ops;
    private final ObjectMapper json = new ObjectMapper();

    LocalPages(TokenIssuer issuer, StaticFiles files, Plug plug, OpsPages ops) {
        this.issuer = issuer;
        this.files = files;
        this.plug = plug;
        this.ops = ops;
    }

    CompletionStage<FullHttpResponse> serve(HttpRequest request, Target target, byte[] body) {
        return switch (target) {
            case PLUG -> HttpMethod.POST.equals(request.method()) ? pull(body) : done(methodNotAllowed("POST"));
            case OPERATOR ->
                HttpMethod.GET.equals(request.method())
                        ? ops.get(request.uri()).thenApply(answer -> json(answer.status(), answer.json()))
                        : done(methodNotAllowed("GET"));
            case TOKEN -> done(HttpMethod.POST.equals(request.method()) ? token(body) : methodNotAllowed("POST"));
            case KEY_SET ->
                done(
                        HttpMethod.GET.equals(request.method())
                                ? response(HttpResponseStatus.OK, "application/json", issuer.keySet())
                                : methodNotAllowed("GET"));
            default ->
                done(files.serve(request)
                        .orElseGet(
                                () -> problem(HttpResponseStatus.NOT_FOUND, "NOT_FOUND", "nobody serves this path")));
        };
    }

    private static CompletionStage<FullHttpResponse> done(FullHttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    /// Kills the gateway that a user is connected to.
    private CompletionStage<FullHttpResponse> pull(byte[] body) {
        String user;
        try {
            user = json.readTree(body).path("user").stringValue("");
        } catch (JacksonException e) {
            user = "";
        }
        if (user.isEmpty()) {
            return done(problem(HttpResponseStatus.BAD_REQUEST, "INVALID", "{\"user\":\"…\"} is needed"));
        }
        return plug.pull(user)
                .thenApply(pulled -> pulled.map(gateway -> response(
                                HttpResponseStatus.OK,
                                "application/json",
                                json.writeValueAsString(
                                        Map.of("gateway", gateway, "restartsInMillis", Plug.RESTART_AFTER.toMillis()))))
                        .orElseGet(() -> problem(
                                HttpResponseStatus.NOT_FOUND, "NOT_FOUND", "no gateway has a session of this user")));
    }

    private FullHttpResponse token(byte[] body) {
        try {
            TokenRequest request = TokenRequest.parse(body);
            TokenIssuer.IssuedToken issued = issuer.issue(request.user(), request.lifetime());
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("token", issued.token());
            answer.put("expiresAt", issued.expiresAt().toString());
            FullHttpResponse response =
                    response(HttpResponseStatus.OK, "application/json", json.writeValueAsString(answer));
            response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
            return response;
        } catch (InvalidTokenRequest e) {
            return problem(HttpResponseStatus.BAD_REQUEST, "INVALID", String.valueOf(e.getMessage()));
        }
    }

    private FullHttpResponse methodNotAllowed(String allowed) {
        FullHttpResponse response =
                problem(HttpResponseStatus.METHOD_NOT_ALLOWED, "INVALID", "only " + allowed + " is allowed here");
        response.headers().set(HttpHeaderNames.ALLOW, allowed);
        return response;
    }

    /// RFC 9457, with a code from `docs/protocol.md`.
    FullHttpResponse problem(HttpResponseStatus status, String code, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", status.reasonPhrase());
        problem.put("status", status.code());
        problem.put("detail", detail);
        problem.put("code", code);
        return response(status, "application/problem+json", json.writeValueAsString(problem));
    }

    FullHttpResponse json(int status, String text) {
        FullHttpResponse response = response(HttpResponseStatus.valueOf(status), "application/json", text);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return response;
    }

    FullHttpResponse proceed() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String contentType, String text) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        return response;
    }
}
