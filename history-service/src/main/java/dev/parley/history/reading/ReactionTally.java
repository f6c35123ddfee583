package dev.parley.history.reading;

import dev.parley.contract.ProtocolLimits;
import dev.parley.history.reading.AsideReader.Reacting;
import dev.parley.proto.v1.Reaction;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts reactions by message and emoji: the most frequent first, then by emoji. Of each user the first {@value
/// ProtocolLimits#MAX_EMOJI_PER_MESSAGE_AND_USER} emoji at a message count, and of what is left the first {@value
/// ProtocolLimits#MAX_EMOJI_PER_MESSAGE} emoji that anybody used. A function of the reactions that stand, by their
/// places
/// in the log, and of nothing that happened on the way: a replay, and every reader, gets the same.
final class ReactionTally {

    private static final Comparator<Reaction> ORDER =
            Comparator.comparingInt(Reaction::getCount).reversed().thenComparing(Reaction::getEmoji);

    private final Map<Long, Map<String, Reaction.Builder>> byTarget = new HashMap<>();

    ReactionTally(String reader, List<Reacting> reactions) {
        for (Reacting reacting : shown(reactions)) {
            Reaction.Builder reaction = byTarget.computeIfAbsent(reacting.targetSeq(), none -> new HashMap<>())
                    .computeIfAbsent(
                            reacting.emoji(), emoji -> Reaction.newBuilder().setEmoji(emoji));
            reaction.setCount(reaction.getCount() + 1);
            if (reacting.userId().equals(reader)) {
                reaction.setMine(true);
            }
        }
    }

    private static List<Reacting> shown(List<Reacting> reactions) {
        Map<Long, Map<String, Integer>> byUser = new HashMap<>();
        Map<Long, Set<String>> emoji = new HashMap<>();
        return reactions.stream()
                .sorted(Comparator.comparingLong(Reacting::place))
                .filter(one -> byUser.computeIfAbsent(one.targetSeq(), none -> new HashMap<>())
                                .merge(one.userId(), 1, Integer::sum)
                        <= ProtocolLimits.MAX_EMOJI_PER_MESSAGE_AND_USER)
                .filter(one -> {
                    Set<String> known = emoji.computeIfAbsent(one.targetSeq(), none -> new HashSet<>());
                    return known.contains(one.emoji())
                            || (known.size() < ProtocolLimits.MAX_EMOJI_PER_MESSAGE && known.add(one.emoji()));
                })
                .toList();
    }

    List<Reaction> of(long seq) {
        return byTarget.getOrDefault(seq, Map.of()).values().stream()
                .map(Reaction.Builder::build)
                .sorted(ORDER)
                .toList();
    }
}
