package dev.parley.history.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.history.reading.AsideReader.Reacting;
import dev.parley.proto.v1.Reaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReactionTallyTest {

    @Test
    void reactions_areCountedByEmoji_theMostFrequentFirst_thenByEmoji() {
        ReactionTally tally = new ReactionTally(
                "me",
                List.of(
                        new Reacting(5, "b", "bob", 1),
                        new Reacting(5, "c", "me", 2),
                        new Reacting(5, "a", "bob", 3),
                        new Reacting(5, "c", "bob", 4),
                        new Reacting(6, "a", "me", 5)));

        assertThat(tally.of(5))
                .containsExactly(reaction("c", 2, true), reaction("a", 1, false), reaction("b", 1, false));
        assertThat(tally.of(6)).containsExactly(reaction("a", 1, true));
        assertThat(tally.of(7)).isEmpty();
    }

    @Test
    void ofOneUser_theFirstTenEmojiCount_inTheOrderOfTheLog() {
        List<Reacting> many = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            many.add(new Reacting(5, "e" + i, "bob", i));
            many.add(new Reacting(6, "e" + i, "bob", 100 + i));
        }
        many.add(new Reacting(5, "e12", "carol", 200));
        // As the store gives them: in any order.
        Collections.shuffle(many, new Random(1));

        ReactionTally tally = new ReactionTally("carol", many);

        assertThat(tally.of(5))
                .hasSize(11)
                .contains(reaction("e10", 1, false), reaction("e12", 1, true))
                .noneMatch(reaction -> reaction.getEmoji().equals("e11"));
        assertThat(tally.of(6)).hasSize(10);
    }

    @Test
    void ofAMessage_theFirstTwentyEmojiCount_andOneMoreWhenOneOfThemIsTakenBack() {
        List<Reacting> many = new ArrayList<>();
        for (int i = 1; i <= 25; i++) {
            many.add(new Reacting(5, "e" + i, "user" + i, i));
        }
        many.add(new Reacting(5, "e20", "late", 100));
        many.add(new Reacting(5, "e21", "late", 101));

        assertThat(new ReactionTally("me", many).of(5))
                .hasSize(20)
                .contains(reaction("e20", 2, false))
                .noneMatch(reaction -> reaction.getEmoji().equals("e21"));

        many.removeFirst();

        assertThat(new ReactionTally("me", many).of(5)).hasSize(20).contains(reaction("e21", 2, false));
    }

    private static Reaction reaction(String emoji, int count, boolean mine) {
        return Reaction.newBuilder()
                .setEmoji(emoji)
                .setCount(count)
                .setMine(mine)
                .build();
    }
}
