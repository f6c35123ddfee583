package dev.parley.chat.sequencing;

import dev.parley.proto.v1.Policy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// The policy of a conversation: its defaults, and how a change is laid over it.
public final class Policies {

    public static final String ALL = "all";
    static final String ADMINS = "admins";
    static final String JOINED = "joined";

    static final Duration LONGEST_SLOW_MODE = Duration.ofHours(6);
    static final Duration LONGEST_LIFE = Duration.ofDays(365);

    static final Policy GROUP_DEFAULT = Policy.newBuilder()
            .setHistory(JOINED)
            .setPost(ALL)
            .setAdd(ADMINS)
            .setRename(ADMINS)
            .setPin(ADMINS)
            .setEditWithinSeconds(0)
            .setSlowModeSeconds(0)
            .setDisappearAfterSeconds(0)
            .build();

    /// In a direct conversation nobody is an admin.
    static final Policy DIRECT_DEFAULT = GROUP_DEFAULT.toBuilder().setPin(ALL).build();

    private static final Set<String> WHO = Set.of(ALL, ADMINS);
    private static final Set<String> HISTORY = Set.of(JOINED, ALL);

    private Policies() {}

    public static Policy of(String kind) {
        return kind.equals(ConversationState.DIRECT) ? DIRECT_DEFAULT : GROUP_DEFAULT;
    }

    /// A policy that was written before all of today's words existed.
    public static Policy complete(Policy stored, String kind) {
        return of(kind).toBuilder().mergeFrom(stored).build();
    }

    /// The whole policy after the change; empty if the change names nothing, or holds an unknown word or a
    /// time out of range.
    static Optional<Policy> changed(Policy current, Policy change) {
        if (change.equals(Policy.getDefaultInstance())
                || isUnknown(change.getHistory(), HISTORY)
                || isUnknown(change.getPost(), WHO)
                || isUnknown(change.getAdd(), WHO)
                || isUnknown(change.getRename(), WHO)
                || isUnknown(change.getPin(), WHO)
                || isBeyond(change.getEditWithinSeconds(), LONGEST_LIFE)
                || isBeyond(change.getSlowModeSeconds(), LONGEST_SLOW_MODE)
                || isBeyond(change.getDisappearAfterSeconds(), LONGEST_LIFE)) {
            return Optional.empty();
        }
        // What the change does not name is absent in it and stays.
        return Optional.of(current.toBuilder().mergeFrom(change).build());
    }

    private static boolean isUnknown(String word, Set<String> known) {
        return !word.isEmpty() && !known.contains(word);
    }

    private static boolean isBeyond(int seconds, Duration longest) {
        return seconds < 0 || seconds > longest.toSeconds();
    }
}
