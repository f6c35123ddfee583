package dev.parley.gateway.config;

import java.time.Duration;
import java.util.List;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;

/// CORS by the list that the socket's upgrade goes by: who is not on it, `null` included, gets 403.
final class AllowedOrigins {

    private static final Duration PREFLIGHT = Duration.ofHours(1);

    private AllowedOrigins() {}

    static CorsWebFilter filter(List<String> origins) {
        CorsConfiguration rules = new CorsConfiguration();
        rules.setAllowedOrigins(origins);
        rules.setAllowedMethods(List.of("GET", "POST"));
        rules.setAllowedHeaders(List.of("Authorization", "Content-Type", "Last-Event-ID"));
        rules.setExposedHeaders(List.of("Retry-After"));
        rules.setMaxAge(PREFLIGHT);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", rules);
        return new CorsWebFilter(source);
    }
}
