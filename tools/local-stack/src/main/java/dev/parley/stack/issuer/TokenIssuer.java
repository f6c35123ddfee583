package dev.parley.stack.issuer;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.ObjectMapper;

/// Gives a token to whoever names a user: the identity provider of a developer's machine, and of nothing else.
/// Tokens are RS256 JWTs with `iss`, `aud`, `sub`, `iat`, `exp` and `jti`.
public final class TokenIssuer {

    public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);
    public static final Duration LONGEST_LIFETIME = Duration.ofDays(30);

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final SigningKey key;
    private final String issuer;
    private final String audience;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    public TokenIssuer(SigningKey key, String issuer, String audience, Clock clock) {
        this.key = key;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    /// @param expiresAt to the second, as in the token
    public record IssuedToken(String token, Instant expiresAt) {}

    public IssuedToken issue(String user, Duration lifetime) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiry = now.plus(lifetime);
        String header = encode(Map.of("alg", "RS256", "typ", "JWT", "kid", key.id()));
        String claims = encode(Map.of(
                "iss",
                issuer,
                "aud",
                audience,
                "sub",
                user,
                "iat",
                now.getEpochSecond(),
                "exp",
                expiry.getEpochSecond(),
                "jti",
                UUID.randomUUID().toString()));
        String signed = header + "." + claims;
        return new IssuedToken(signed + "." + URL.encodeToString(key.sign(signed)), expiry);
    }

    /// The JSON Web Key Set that verifies every token issued here.
    public String keySet() {
        return json.writeValueAsString(Map.of("keys", List.of(key.publicJwk())));
    }

    private String encode(Map<String, ?> part) {
        return URL.encodeToString(json.writeValueAsString(part).getBytes(StandardCharsets.UTF_8));
    }
}
