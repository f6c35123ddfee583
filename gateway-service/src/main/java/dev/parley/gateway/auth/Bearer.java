package dev.parley.gateway.auth;

import java.util.Optional;

/// The `Authorization` header (RFC 6750).
public final class Bearer {

    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /// The token, if the header is of this scheme.
    public static Optional<String> token(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }
}
