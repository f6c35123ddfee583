package dev.parley.gateway.config;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose tokens are believed.
///
/// @param jwkSetUri where the issuer's public keys are
/// @param issuer expected `iss`
/// @param audience expected in `aud`
@ConfigurationProperties("parley.auth")
public record AuthSettings(
        @DefaultValue("http://127.0.0.1:8080/.well-known/jwks.json")
        URI jwkSetUri,

        @DefaultValue("http://127.0.0.1:8080") String issuer,
        @DefaultValue("parley") String audience) {}
