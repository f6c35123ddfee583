package dev.parley.history.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.history.reading.AsideReader.Reacting;
import dev.parley.proto.v1.Reaction;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReactionTallyTest {

    @Test
    void reactions_areCountedByEmoji_theMostFrequentFirst_thenByEmoji() {
        ReactionTally tally = new ReactionTally(
                "me",
                List.of(
                        new Reacting(5, "b", "bob"),
                        new Reacting(5, "c", "me"),
                        new Reacting(5, "a", "bob"),
                        new Reacting(5, "c", "bob"),
                        new Reacting(6, "a", "me")));

        assertThat(tally.of(5))
                .containsExactly(reaction("c", 2, true), reaction("a", 1, false), reaction("b", 1, false));
        assertThat(tally.of(6)).containsExactly(reaction("a", 1, true));
        assertThat(tally.of(7)).isEmpty();
    }

    private static Reaction reaction(String emoji, int count, boolean mine) {
        return Reaction.newBuilder()
                .setEmoji(emoji)
                .setCount(count)
                .setMine(mine)
                .build();
    }
}
