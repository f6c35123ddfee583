package dev.parley.history.config;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `parley.auth.*`
///
/// @param jwkSetUri where the issuer's public keys are; read when first needed
/// @param issuer the only `iss` accepted
/// @param audience must be among `aud`
@ConfigurationProperties("parley.auth")
record AuthProperties(
        @DefaultValue("http://127.0.0.1:8080/.well-known/jwks.json")
        URI jwkSetUri,

        @DefaultValue("http://127.0.0.1:8080") String issuer,
        @DefaultValue("parley") String audience) {}
