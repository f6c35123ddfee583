package dev.parley.chat.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {

    @Test
    void cursor_leadsBackToItsConversation() {
        assertThat(Cursor.parse(Cursor.after("g_1"))).isEqualTo("g_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "MA", "Mmdfx", "bm9uc2Vuc2U"})
    void foreignCursor_isRefused(String cursor) {
        assertThatThrownBy(() -> Cursor.parse(cursor)).isInstanceOf(ProblemException.class);
    }
}
