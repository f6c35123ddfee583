package dev.parley.chat.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InviteTokenTest {

    @Test
    void token_leadsBackToItsInvite_andIsNeverPrinted() {
        InviteToken token = InviteToken.random("g_1", "i_1");

        assertThat(InviteToken.parse(token.text())).isEqualTo(token);
        assertThat(token.secretHash().size()).isEqualTo(32);
        assertThat(token.toString()).doesNotContain(token.secret());
        assertThat(InviteToken.random("g_1", "i_1").secret()).isNotEqualTo(token.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 g_1 i_1", "2 g_1 i_1 s", "1  i_1 s", "1 g_1  s", "1 g_1 i_1 s s"})
    void foreignToken_isRefused(String parts) {
        String text = Base64.getUrlEncoder().encodeToString(parts.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> InviteToken.parse(text)).isInstanceOf(ProblemException.class);
    }
}
