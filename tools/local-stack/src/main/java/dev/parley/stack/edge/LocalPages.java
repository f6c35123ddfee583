package dev.parley.stack.edge;

import dev.parley.stack.issuer.TokenIssuer;
import dev.parley.stack.issuer.TokenRequest;
import dev.parley.stack.issuer.TokenRequest.InvalidTokenRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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
import tools.jackson.databind.ObjectMapper;

/// What the edge answers itself: tokens, the keys that verify them, and a page that says what this is.
final class LocalPages {

    static final int MAX_BODY_BYTES = 4 * 1024;

    private static final String INDEX = """
            <!doctype html>
            <meta charset="utf-8">
            <title>Parley, local stack</title>
            <h1>Parley</h1>
            <p>The edge of a local stack: one address for all services. For development only.</p>
            <ul>
            <li><code>POST /dev/token {"user":"alice"}</code>: a token for anyone named</li>
            <li><code>GET /v1/connect</code>: WebSocket, subprotocol <code>parley.v1.json</code> or <code>parley.v1.proto</code></li>
            <li><code>/v1/conversations</code>, <code>/v1/history/{id}</code>: REST</li>
            </ul>
            <p>The protocol: <code>docs/protocol.md</code>. A chat in the terminal: <code>./parley chat alice</code>.</p>
            """;

    private final TokenIssuer issuer;
    private final ObjectMapper json = new ObjectMapper();

    LocalPages(TokenIssuer issuer) {
        this.issuer = issuer;
    }

    FullHttpResponse serve(HttpRequest request, Target target, ByteBuf body) {
        return switch (target) {
            case TOKEN -> HttpMethod.POST.equals(request.method()) ? token(body) : methodNotAllowed("POST");
            case KEY_SET ->
                HttpMethod.GET.equals(request.method())
                        ? response(HttpResponseStatus.OK, "application/json", issuer.keySet())
                        : methodNotAllowed("GET");
            default ->
                isIndex(request)
                        ? response(HttpResponseStatus.OK, "text/html; charset=utf-8", INDEX)
                        : problem(HttpResponseStatus.NOT_FOUND, "NOT_FOUND", "no service has this path");
        };
    }

    private static boolean isIndex(HttpRequest request) {
        return HttpMethod.GET.equals(request.method()) && request.uri().equals("/");
    }

    private FullHttpResponse token(ByteBuf body) {
        try {
            TokenRequest request = TokenRequest.parse(ByteBufUtil.getBytes(body));
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
