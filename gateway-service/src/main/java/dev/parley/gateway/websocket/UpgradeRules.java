package dev.parley.gateway.websocket;

import dev.parley.contract.ErrorCode;
import dev.parley.gateway.auth.Bearer;
import dev.parley.gateway.codec.Encoding;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an upgrade must look like, decided from the request alone.
final class UpgradeRules {

    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    /// How the client says who it is.
    sealed interface Credential {

        record Token(String value) implements Credential {}

        record Ticket(String value) implements Credential {}

        /// The token comes in hello.
        record None() implements Credential {}
    }

    sealed interface Verdict {

        record Accept(Encoding encoding, Credential credential, String key) implements Verdict {}

        record Reject(int status, ErrorCode code, String detail) implements Verdict {}
    }

    private final Set<String> allowedOrigins;

    UpgradeRules(List<String> allowedOrigins) {
        this.allowedOrigins = Set.copyOf(allowedOrigins);
    }

    Verdict judge(HttpRequest request) {
        Map<String, List<String>> query;
        try {
            query = new QueryStringDecoder(request.uri()).parameters();
        } catch (IllegalArgumentException e) {
            return new Verdict.Reject(400, ErrorCode.INVALID, "the query is malformed");
        }
        HttpHeaders headers = request.headers();
        if (query.containsKey("token") || query.containsKey("access_token")) {
            return new Verdict.Reject(400, ErrorCode.TOKEN_IN_URL, "tokens do not belong in URLs");
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return new Verdict.Reject(405, ErrorCode.INVALID, "only GET");
        }
        // Browsers always send one; whoever sends none is no browser and carries no ambient rights.
        List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
        if (!allowedOrigins.containsAll(origins)) {
            return new Verdict.Reject(403, ErrorCode.FORBIDDEN, "this origin may not connect");
        }
        boolean upgrade = headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        if (!upgrade || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return new Verdict.Reject(426, ErrorCode.INVALID, "a WebSocket upgrade, version 13, is needed");
        }
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (key == null || !isKey(key.strip())) {
            return new Verdict.Reject(400, ErrorCode.INVALID, "Sec-WebSocket-Key is not 16 bytes in base64");
        }
        Optional<Encoding> encoding =
                Encoding.ofOffer(String.join(",", headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)));
        if (encoding.isEmpty()) {
            return new Verdict.Reject(
                    400, ErrorCode.INVALID, "subprotocol parley.v1.proto or parley.v1.json is needed");
        }
        return credential(headers, query)
                .<Verdict>map(credential -> new Verdict.Accept(encoding.get(), credential, key.strip()))
                .orElseGet(() -> new Verdict.Reject(401, ErrorCode.UNAUTHORIZED, "not a bearer token"));
    }

    private static Optional<Credential> credential(HttpHeaders headers, Map<String, List<String>> query) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null) {
            return Bearer.token(authorization).map(Credential.Token::new);
        }
        List<String> tickets = query.get("ticket");
        return Optional.of(tickets == null ? new Credential.None() : new Credential.Ticket(String.join(",", tickets)));
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
