package dev.parley.history.config;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.server.WebFilter;

/// Who may read: the bearer of a token of our issuer for our audience, as the user the token names. `/internal` is for
/// gateways and operators and is not routed by the edge; `/actuator` is for the operator's probes.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /// Clocks of issuer and server may differ by this much.
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private static final String RFC_6750 = "https://datatracker.ietf.org/doc/html/rfc6750#section-3.1";

    @Bean
    SecurityWebFilterChain security(
            ServerHttpSecurity http,
            Problems problems,
            @Value("${parley.allowed-origins}") List<String> allowedOrigins) {
        ServerAuthenticationEntryPoint unauthorized = (exchange, cause) -> {
            exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            return problems.write(exchange, ErrorCode.UNAUTHORIZED, "a valid bearer token is needed");
        };
        return http.cors(cors -> cors.configurationSource(AllowedOrigins.rules(allowedOrigins)))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .authorizeExchange(paths -> paths.pathMatchers("/internal/v1/**", "/actuator/**")
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .oauth2ResourceServer(server -> server.jwt(jwt -> {}).authenticationEntryPoint(unauthorized))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(unauthorized))
                .build();
    }

    @Bean
    ReactiveJwtDecoder jwtDecoder(AuthProperties auth) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSetUri(
                        auth.jwkSetUri().toString())
                .jwsAlgorithms(algorithms -> {
                    algorithms.add(SignatureAlgorithm.RS256);
                    algorithms.add(SignatureAlgorithm.ES256);
                })
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(List.of(
                new JwtTimestampValidator(CLOCK_SKEW),
                new JwtIssuerValidator(auth.issuer()),
                requirement(
                        "aud",
                        jwt -> jwt.getAudience() != null && jwt.getAudience().contains(auth.audience())),
                requirement("exp", jwt -> jwt.getExpiresAt() != null),
                requirement("sub", jwt -> jwt.getSubject() != null && Identifiers.isUserId(jwt.getSubject())))));
        return decoder;
    }

    /// A token in the address would end up in every log on the way.
    @Bean
    WebFilter noTokenInUrl(Problems problems) {
        return (exchange, chain) -> {
            var query = exchange.getRequest().getQueryParams();
            return query.containsKey("token") || query.containsKey("access_token")
                    ? problems.write(exchange, ErrorCode.TOKEN_IN_URL, "send the token in the Authorization header")
                    : chain.filter(exchange);
        };
    }

    /// Paths that try to be another path.
    @Bean
    ServerExchangeRejectedHandler rejectedPaths(Problems problems) {
        return (exchange, rejected) -> problems.write(exchange, ErrorCode.INVALID, "path not accepted");
    }

    private static OAuth2TokenValidator<Jwt> requirement(String claim, Predicate<Jwt> holds) {
        OAuth2Error error = new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "bad " + claim, RFC_6750);
        return jwt ->
                holds.test(jwt) ? OAuth2TokenValidatorResult.success() : OAuth2TokenValidatorResult.failure(error);
    }
}
