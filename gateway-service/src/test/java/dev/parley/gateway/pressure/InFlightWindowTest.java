package dev.parley.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class InFlightWindowTest {

    private final InFlightWindow window = new InFlightWindow();

    @Test
    void the33rdCommand_isRefused_untilOneIsAnswered() {
        for (int i = 0; i < 32; i++) {
            assertThat(window.tryEnter("d_1", "c" + i)).isTrue();
        }

        assertThat(window.hasRoom("d_1", "c32")).isFalse();
        assertThat(window.tryEnter("d_1", "c32")).isFalse();
        assertThat(window.tryEnter("d_2", "c32")).as("another conversation").isTrue();

        window.leave("d_1", "c7");
        assertThat(window.tryEnter("d_1", "c32")).isTrue();
    }

    @Test
    void aResend_neverCountsTwice_andPassesAFullWindow() {
        for (int i = 0; i < 32; i++) {
            window.tryEnter("d_1", "c" + i);
        }

        assertThat(window.tryEnter("d_1", "c5")).isTrue();
        assertThat(window.size()).isEqualTo(32);
    }

    @Test
    void anAnswerThatNamesNoConversation_freesItsSlot() {
        window.tryEnter("d_1", "a");
        window.tryEnter("d_2", "b");

        window.leave("b");

        assertThat(window.size()).isEqualTo(1);
    }
}
