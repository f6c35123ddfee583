package dev.parley.terminal.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.terminal.demo.Verdict.Said;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {

    private static final Held CREATED = new Held(1, 1, "CREATED", "alice/rest", "", "");
    private static final Held ONE = new Held(2, 2, "MESSAGE", "alice/phone", "c1", "h1");
    private static final Held TWO = new Held(3, 3, "MESSAGE", "alice/phone", "c2", "h2");
    private static final List<Said> SAID =
            List.of(new Said("alice/phone", "c1", "h1"), new Said("alice/phone", "c2", "h2"));

    @Test
    void history_passes_whenItSaysEveryLineOnceAndInOrder() {
        assertThat(Verdict.ofHistory("h", List.of(CREATED, ONE, TWO), SAID)).isEmpty();
    }

    @Test
    void history_fails_whenALineIsMissing() {
        assertThat(Verdict.ofHistory("h", List.of(CREATED, ONE), SAID))
                .singleElement()
                .asString()
                .contains("c2", "missing");
    }

    @Test
    void history_fails_whenASeqIsMissing() {
        assertThat(Verdict.ofHistory("h", List.of(CREATED, TWO), SAID)).anyMatch(line -> line.contains("has seq 3"));
    }

    @Test
    void history_fails_whenALineStandsTwice() {
        Held again = new Held(4, 4, "MESSAGE", "alice/phone", "c1", "h1");
        assertThat(Verdict.ofHistory("h", List.of(CREATED, ONE, TWO, again), SAID))
                .anyMatch(line -> line.contains("stands twice"));
    }

    @Test
    void history_fails_whenTheOrderOfADeviceIsBroken() {
        Held first = new Held(2, 2, "MESSAGE", "alice/phone", "c2", "h2");
        Held second = new Held(3, 3, "MESSAGE", "alice/phone", "c1", "h1");
        assertThat(Verdict.ofHistory("h", List.of(CREATED, first, second), SAID))
                .anyMatch(line -> line.contains("out of order"));
    }

    @Test
    void history_fails_whenATextChanged() {
        Held other = new Held(2, 2, "MESSAGE", "alice/phone", "c1", "h9");
        assertThat(Verdict.ofHistory("h", List.of(CREATED, other, TWO), SAID))
                .anyMatch(line -> line.contains("other text at seq 2"));
    }

    @Test
    void history_fails_whenNobodySaidIt() {
        Held strange = new Held(4, 4, "MESSAGE", "alice/phone", "c9", "h9");
        assertThat(Verdict.ofHistory("h", List.of(CREATED, ONE, TWO, strange), SAID))
                .anyMatch(line -> line.contains("nobody said"));
    }

    @Test
    void device_fails_whenItHoldsAnotherMessageIdAtOnePlace() {
        Held twin = new Held(3, 99, "MESSAGE", "alice/phone", "c2", "h2");
        assertThat(Verdict.same("d", List.of(CREATED, ONE, twin), List.of(CREATED, ONE, TWO)))
                .singleElement()
                .asString()
                .contains("item 3");
        assertThat(Verdict.same("d", List.of(CREATED), List.of(CREATED, ONE))).isNotEmpty();
        assertThat(Verdict.same("d", List.of(CREATED, ONE), List.of(CREATED, ONE)))
                .isEmpty();
    }
}
