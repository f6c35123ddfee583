package dev.parley.stack.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/connect?ticket=a, GATEWAY",
        "/v1/events, GATEWAY",
        "/v1/tickets, GATEWAY",
        "/v1/conversations, CHAT",
        "/v1/conversations/d_x1/messages/3?a=/v1/history, CHAT",
        "/v1/users/bob/block, CHAT",
        "/v1/history/d_x1?limit=5, HISTORY",
        "/v1/sync, HISTORY",
        "/dev/token, TOKEN",
        "/.well-known/jwks.json, KEY_SET"
    })
    void path_goesToTheServiceOfItsPrefix(String uri, Target expected) {
        assertThat(Target.of(uri)).isEqualTo(expected);
    }

    @Test
    void path_isNotServed_whenOnlyTheLettersMatch() {
        assertThat(Target.of("/v1/eventsource")).isEqualTo(Target.NONE);
        assertThat(Target.of("/internal/v1/heads?user=bob")).isEqualTo(Target.NONE);
        assertThat(Target.of("/actuator/health")).isEqualTo(Target.NONE);
        assertThat(Target.of("/")).isEqualTo(Target.NONE);
    }
}
