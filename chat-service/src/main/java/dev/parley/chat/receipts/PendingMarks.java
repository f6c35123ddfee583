package dev.parley.chat.receipts;

import dev.parley.proto.log.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Activity that waits for its round, coalesced: per conversation and user the greatest marks, and whether they
/// type. A conversation has a pace: what comes before its next turn waits for it, so that the rounds of a
/// conversation, and with them its cost, do not grow with the messages in it. Pure; one thread.
final class PendingMarks {

    /// What a message says of its sender's marks is no news to anybody who has the message: it can wait.
    static final Duration OWN_WAIT = Duration.ofSeconds(1);

    /// What could not be judged yet is looked at again after this time.
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);

    /// One user in one conversation.
    record Who(String conversationId, String userId) {}

    /// @param sinceNanos when the oldest of these marks came
    /// @param sentSeq the user's newest message as the log has it: a head that needs no proof, of a member;
    /// 0 if none
    record Waiting(Who who, Marks marks, long sinceNanos, long sentSeq) {}

    private static final class Conversation {
        private final Map<String, Waiting> marks = new HashMap<>();
        private long dueNanos;
    }

    private final Map<String, Conversation> conversations = new HashMap<>();
    private final Map<String, Long> nextTurns = new HashMap<>();
    private final Set<Who> typing = new HashSet<>();
    private int size;

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
            add(new Waiting(who, Marks.NONE.max(reported), nowNanos, 0), nowNanos);
        }
    }

    /// The sender of a message has it, and has read up to it.
    void sent(Who sender, long seq, long nowNanos) {
        add(new Waiting(sender, Marks.at(seq), nowNanos, seq), nowNanos + OWN_WAIT.toNanos());
    }

    /// Puts back what could not be judged yet.
    void again(Waiting waiting, long nowNanos) {
        add(waiting, nowNanos + AGAIN_AFTER.toNanos());
    }

    /// Not before `turnNanos` will {@link #takeDue} give anything of this conversation.
    void nextTurn(String conversationId, long turnNanos) {
        nextTurns.put(conversationId, turnNanos);
    }

    boolean isEmpty() {
        return size == 0 && typing.isEmpty();
    }

    /// Marks that wait.
    int size() {
        return size;
    }

    /// When the oldest waiting mark came; `nowNanos` if none waits.
    long oldestNanos(long nowNanos) {
        long oldest = nowNanos;
        for (Conversation conversation : conversations.values()) {
            for (Waiting waiting : conversation.marks.values()) {
                oldest = waiting.sinceNanos - oldest < 0 ? waiting.sinceNanos : oldest;
            }
        }
        return oldest;
    }

    /// All marks of the conversations whose turn it is.
    List<Waiting> takeDue(long nowNanos) {
        nextTurns.values().removeIf(turn -> turn - nowNanos <= 0);
        List<Waiting> taken = new ArrayList<>();
        for (Iterator<Map.Entry<String, Conversation>> all =
                        conversations.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<String, Conversation> next = all.next();
            if (next.getValue().dueNanos - nowNanos <= 0 && !nextTurns.containsKey(next.getKey())) {
                taken.addAll(next.getValue().marks.values());
                all.remove();
            }
        }
        size -= taken.size();
        return taken;
    }

    List<Who> takeTyping() {
        List<Who> taken = new ArrayList<>(typing);
        typing.clear();
        return taken;
    }

    private void add(Waiting waiting, long dueNanos) {
        Conversation conversation = conversations.get(waiting.who.conversationId);
        if (conversation == null) {
            conversation = new Conversation();
            conversation.dueNanos = dueNanos;
            conversations.put(waiting.who.conversationId, conversation);
        } else if (dueNanos - conversation.dueNanos < 0) {
            conversation.dueNanos = dueNanos;
        }
        int before = conversation.marks.size();
        conversation.marks.merge(waiting.who.userId, waiting, PendingMarks::merged);
        size += conversation.marks.size() - before;
    }

    private static Waiting merged(Waiting one, Waiting other) {
        return new Waiting(
                one.who,
                one.marks.max(other.marks),
                one.sinceNanos - other.sinceNanos < 0 ? one.sinceNanos : other.sinceNanos,
                Math.max(one.sentSeq, other.sentSeq));
    }
}
