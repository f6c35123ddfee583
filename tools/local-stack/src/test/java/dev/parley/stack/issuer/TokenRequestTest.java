package dev.parley.stack.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenRequestTest {

    @Test
    void request_lastsAnHour_whenNoLifetimeIsGiven() throws Exception {
        assertThat(parse("{\"user\":\"alice\"}")).isEqualTo(new TokenRequest("alice", Duration.ofHours(1)));
    }

    @Test
    void request_lastsAsLongAsAsked() throws Exception {
        assertThat(parse("{\"user\":\"alice\",\"ttlSeconds\":5}").lifetime()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"user\":7}",
                "{\"user\":\"\"}",
                "{\"user\":\"a b\"}",
                "{\"user\":\"a/b\"}",
                "{\"user\":\"alice\",\"ttlSeconds\":0}",
                "{\"user\":\"alice\",\"ttlSeconds\":-1}",
                "{\"user\":\"alice\",\"ttlSeconds\":1.5}",
                "{\"user\":\"alice\",\"ttlSeconds\":\"60\"}",
                "{\"user\":\"alice\",\"ttlSeconds\":99999999999999999999}"
            })
    void request_isRefused_whenItIsNotWhatTheIssuerTakes(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(TokenRequest.InvalidTokenRequest.class);
    }

    private static TokenRequest parse(String body) throws TokenRequest.InvalidTokenRequest {
        return TokenRequest.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
