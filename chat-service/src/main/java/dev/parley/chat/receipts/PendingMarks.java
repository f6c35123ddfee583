package dev.parley.chat.receipts;

import dev.parley.proto.log.Activity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Activity that waits for the next round, coalesced: per conversation and user the greatest marks, and whether they
/// type. Pure; one thread.
final class PendingMarks {

    /// One user in one conversation.
    record Who(String conversationId, String userId) {}

    /// @param sinceNanos when the oldest of these marks came
    record Waiting(Who who, Marks marks, long sinceNanos) {}

    private final Map<Who, Waiting> marks = new HashMap<>();
    private final Set<Who> typing = new HashSet<>();

    void add(Activity activity, long nowNanos) {
        if (activity.getConversationId().isEmpty() || activity.getUserId().isEmpty()) {
            return;
        }
        Who who = new Who(activity.getConversationId(), activity.getUserId());
        if (activity.getTyping()) {
            typing.add(who);
        }
        Marks reported = new Marks(Math.max(0, activity.getDeliveredSeq()), Math.max(0, activity.getReadSeq()));
        if (!reported.equals(Marks.NONE)) {
            add(new Waiting(who, Marks.NONE.max(reported), nowNanos));
        }
    }

    /// Puts back what could not be judged yet.
    void add(Waiting waiting) {
        marks.merge(
                waiting.who(),
                waiting,
                (one, other) -> new Waiting(
                        one.who(),
                        one.marks().max(other.marks()),
                        one.sinceNanos() - other.sinceNanos() < 0 ? one.sinceNanos() : other.sinceNanos()));
    }

    boolean isEmpty() {
        return marks.isEmpty() && typing.isEmpty();
    }

    int size() {
        return marks.size();
    }

    List<Waiting> takeMarks() {
        List<Waiting> taken = new ArrayList<>(marks.values());
        marks.clear();
        return taken;
    }

    List<Who> takeTyping() {
        List<Who> taken = new ArrayList<>(typing);
        typing.clear();
        return taken;
    }
}
