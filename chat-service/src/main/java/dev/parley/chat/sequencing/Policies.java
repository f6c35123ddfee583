package dev.parley.chat.sequencing;

import dev.parley.proto.v1.Policy;
import java.util.Optional;
import java.util.Set;

/// The policy of a conversation: its defaults, and how a change is laid over it.
final class Policies {

    static final String ALL = "all";
    static final String ADMINS = "admins";
    static final String JOINED = "joined";

    static final Policy DEFAULT = Policy.newBuilder()
            .setHistory(JOINED)
            .setPost(ALL)
            .setAdd(ADMINS)
            .setRename(ADMINS)
            .build();

    private static final Set<String> WHO = Set.of(ALL, ADMINS);
    private static final Set<String> HISTORY = Set.of(JOINED, ALL);

    private Policies() {}

    /// The whole policy after the change; empty if the change names nothing or holds an unknown word.
    static Optional<Policy> changed(Policy current, Policy change) {
        boolean namesNothing = change.getHistory().isEmpty()
                && change.getPost().isEmpty()
                && change.getAdd().isEmpty()
                && change.getRename().isEmpty();
        if (namesNothing
                || isUnknown(change.getHistory(), HISTORY)
                || isUnknown(change.getPost(), WHO)
                || isUnknown(change.getAdd(), WHO)
                || isUnknown(change.getRename(), WHO)) {
            return Optional.empty();
        }
        return Optional.of(Policy.newBuilder()
                .setHistory(orElse(change.getHistory(), current.getHistory()))
                .setPost(orElse(change.getPost(), current.getPost()))
                .setAdd(orElse(change.getAdd(), current.getAdd()))
                .setRename(orElse(change.getRename(), current.getRename()))
                .build());
    }

    private static boolean isUnknown(String word, Set<String> known) {
        return !word.isEmpty() && !known.contains(word);
    }

    private static String orElse(String word, String otherwise) {
        return word.isEmpty() ? otherwise : word;
    }
}
