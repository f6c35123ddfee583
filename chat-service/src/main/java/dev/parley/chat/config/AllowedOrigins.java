package dev.parley.chat.config;

import java.time.Duration;
import java.util.List;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;

/// CORS by the one list of Origins that all services go by: who is not on it, `null` included, gets 403.
final class AllowedOrigins {

    private static final Duration PREFLIGHT = Duration.ofHours(1);

    private AllowedOrigins() {}

    static CorsConfigurationSource rules(List<String> origins) {
        CorsConfiguration rules = new CorsConfiguration();
        rules.setAllowedOrigins(origins);
        rules.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        rules.setAllowedHeaders(
                List.of("Authorization", "Content-Type", "If-Match", "Idempotency-Key", "Parley-Device"));
        rules.setExposedHeaders(List.of("ETag", "Link", "Location", "RateLimit", "Retry-After"));
        rules.setMaxAge(PREFLIGHT);
        return exchange -> rules;
    }
}
