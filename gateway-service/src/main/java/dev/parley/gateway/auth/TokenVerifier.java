package dev.parley.gateway.auth;

import dev.parley.contract.Identifiers;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/// Checks tokens of the configured issuer: signature by its published keys (RS256 or ES256, nothing else), issuer,
/// audience, expiry without any leeway, and a subject that may be a user id. Never blocks: keys are fetched off the
/// caller's thread, and the answer may come on another one. Tokens are not logged.
public final class TokenVerifier {

    private static final Logger log = LoggerFactory.getLogger(TokenVerifier.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int LONGEST_TOKEN = 16_384;

    private final ReactiveJwtDecoder decoder;

    public TokenVerifier(URI jwkSetUri, String issuer, String audience, Clock clock) {
        NimbusReactiveJwtDecoder nimbus = NimbusReactiveJwtDecoder.withJwkSetUri(jwkSetUri.toString())
                .jwsAlgorithms(algorithms -> {
                    algorithms.add(SignatureAlgorithm.RS256);
                    algorithms.add(SignatureAlgorithm.ES256);
                })
                .build();
        JwtTimestampValidator timestamps = new JwtTimestampValidator(Duration.ZERO);
        timestamps.setClock(clock);
        nimbus.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                timestamps, new JwtIssuerValidator(issuer), audienceAndSubject(audience)));
        this.decoder = nimbus;
    }

    public CompletionStage<Verification> verify(String token) {
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return CompletableFuture.completedFuture(new Verification.Rejected("no token"));
        }
        return Mono.defer(() -> decoder.decode(token))
                .<Verification>map(jwt -> new Verification.Verified(new Principal(subject(jwt), expiry(jwt))))
                .timeout(TIMEOUT)
                .onErrorResume(JwtValidationException.class, e -> rejected("claims"))
                .onErrorResume(BadJwtException.class, e -> rejected("token"))
                .onErrorResume(RuntimeException.class, e -> unavailable(e))
                .onErrorResume(java.util.concurrent.TimeoutException.class, e -> unavailable(e))
                .toFuture()
                // It always comes; only the type of an empty Mono says otherwise.
                .thenApply(verification -> verification == null ? new Verification.Unavailable() : verification);
    }

    private static String subject(Jwt jwt) {
        String subject = jwt.getSubject();
        if (subject == null) {
            throw new BadJwtException("no sub");
        }
        return subject;
    }

    private static Instant expiry(Jwt jwt) {
        Instant expiresAt = jwt.getExpiresAt();
        if (expiresAt == null) {
            throw new BadJwtException("no exp");
        }
        return expiresAt;
    }

    private static Mono<Verification> rejected(String why) {
        return Mono.just(new Verification.Rejected(why));
    }

    private static Mono<Verification> unavailable(Throwable cause) {
        log.warn("token keys unreachable cause={}", cause.toString());
        return Mono.just(new Verification.Unavailable());
    }

    private static OAuth2TokenValidator<Jwt> audienceAndSubject(String audience) {
        return jwt -> {
            boolean rightAudience =
                    jwt.getAudience() != null && jwt.getAudience().contains(audience);
            boolean rightSubject = jwt.getSubject() != null && Identifiers.isUserId(jwt.getSubject());
            boolean expires = jwt.getExpiresAt() != null;
            return rightAudience && rightSubject && expires
                    ? OAuth2TokenValidatorResult.success()
                    : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));
        };
    }
}
