package dev.parley.terminal.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CommandsTest {

    @Test
    void words_keepQuotedOnesTogether() {
        assertThat(Commands.words("/group \"Night shift\" bob  carol"))
                .containsExactly("/group", "Night shift", "bob", "carol");
    }

    @Test
    void textOfOthers_cannotMoveTheCursor() {
        assertThat(Wording.clean("a\u001b[2Jb\u0007\nc\u202e")).isEqualTo("a\ufffd[2Jb\ufffd\nc\u202e");
    }
}
