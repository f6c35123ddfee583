package dev.parley.history.reading;

import dev.parley.history.reading.AsideReader.Reacting;
import dev.parley.proto.v1.Reaction;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts reactions by message and emoji: the most frequent first, then by emoji.
final class ReactionTally {

    private static final Comparator<Reaction> ORDER =
            Comparator.comparingInt(Reaction::getCount).reversed().thenComparing(Reaction::getEmoji);

    private final Map<Long, Map<String, Reaction.Builder>> byTarget = new HashMap<>();

    ReactionTally(String reader, List<Reacting> reactions) {
        for (Reacting reacting : reactions) {
            Reaction.Builder reaction = byTarget.computeIfAbsent(reacting.targetSeq(), none -> new HashMap<>())
                    .computeIfAbsent(
                            reacting.emoji(), emoji -> Reaction.newBuilder().setEmoji(emoji));
            reaction.setCount(reaction.getCount() + 1);
            if (reacting.userId().equals(reader)) {
                reaction.setMine(true);
            }
        }
    }

    List<Reaction> of(long seq) {
        return byTarget.getOrDefault(seq, Map.of()).values().stream()
                .map(Reaction.Builder::build)
                .sorted(ORDER)
                .toList();
    }
}
