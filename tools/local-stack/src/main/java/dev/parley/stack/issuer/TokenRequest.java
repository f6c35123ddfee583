package dev.parley.stack.issuer;

import dev.parley.contract.Identifiers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The body of `POST /dev/token`: `{"user": "alice", "ttlSeconds": 3600}`, the second optional.
public record TokenRequest(String user, Duration lifetime) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// @throws InvalidTokenRequest with words for the caller
    public static TokenRequest parse(byte[] body) throws InvalidTokenRequest {
        JsonNode root = read(body);
        if (!root.isObject()) {
            throw new InvalidTokenRequest("the body must be a JSON object: {\"user\":\"alice\",\"ttlSeconds\":3600}");
        }
        JsonNode user = root.path("user");
        if (!user.isString() || !Identifiers.isUserId(user.stringValue())) {
            throw new InvalidTokenRequest(
                    "user must be 1 to 128 printable ASCII characters without spaces, '/', '{' and '}'");
        }
        return new TokenRequest(user.stringValue(), lifetime(root.path("ttlSeconds")));
    }

    private static JsonNode read(byte[] body) throws InvalidTokenRequest {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new InvalidTokenRequest("the body is not JSON");
        }
    }

    private static Duration lifetime(JsonNode seconds) throws InvalidTokenRequest {
        if (seconds.isMissingNode() || seconds.isNull()) {
            return TokenIssuer.DEFAULT_LIFETIME;
        }
        long longest = TokenIssuer.LONGEST_LIFETIME.toSeconds();
        if (!seconds.isIntegralNumber()
                || !seconds.canConvertToLong()
                || seconds.longValue() < 1
                || seconds.longValue() > longest) {
            throw new InvalidTokenRequest("ttlSeconds must be a whole number from 1 to " + longest);
        }
        return Duration.ofSeconds(seconds.longValue());
    }

    /// The request cannot be understood; the message says why.
    public static final class InvalidTokenRequest extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidTokenRequest(String message) {
            super(message);
        }
    }
}
