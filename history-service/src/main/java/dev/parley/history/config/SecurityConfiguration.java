package dev.parley.history.config;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.server.WebFilter;

/// Who may read: the bearer of a token of our issuer for our audience, as the user the token names. `/internal` is for
/// gateways and is not routed by the edge; `/actuator` is for the operator's probes.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /// Clocks of issuer and server may differ by this much.
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity http, Problems problems) {
        ServerAuthenticationEntryPoint unauthorized = (exchange, cause) -> {
            exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            return problems.write(exchange, ErrorCode.UNAUTHORIZED, "a valid bearer token is needed");
        };
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
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
                audience(auth.audience()),
                new JwtClaimValidator<@Nullable Object>(JwtClaimNames.EXP, expiry -> expiry != null),
                new JwtClaimValidator<@Nullable String>(
                        JwtClaimNames.SUB, user -> user != null && Identifiers.isUserId(user)))));
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

    private static OAuth2TokenValidator<Jwt> audience(String audience) {
        return new JwtClaimValidator<@Nullable List<String>>(
                JwtClaimNames.AUD, audiences -> audiences != null && audiences.contains(audience));
    }
}
