package dev.parley.terminal.chat;

import dev.parley.client.rest.ConversationSummary;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// One conversation as this terminal knows it: built from its events alone.
final class Room {

    private static final int KEPT = 500;

    private final String conversationId;
    private final String me;
    private final SortedSet<String> members = new TreeSet<>();
    private final List<Event> recent = new ArrayList<>();
    private final Map<String, Long> deliveredTo = new HashMap<>();
    private final Map<String, Long> readBy = new HashMap<>();
    private String title = "";
    private boolean group;
    private long head;
    private long unread;

    Room(String conversationId, String me) {
        this.conversationId = conversationId;
        this.me = me;
    }

    String conversationId() {
        return conversationId;
    }

    String name() {
        if (group) {
            return title.isEmpty() ? "(group without a title)" : title;
        }
        return members.stream().filter(user -> !user.equals(me)).findFirst().orElse(conversationId);
    }

    SortedSet<String> members() {
        return members;
    }

    boolean isGroup() {
        return group;
    }

    long head() {
        return head;
    }

    long unread() {
        return unread;
    }

    void unread(long count) {
        unread = count;
    }

    List<Event> newest(int count) {
        return List.copyOf(recent.subList(Math.max(0, recent.size() - count), recent.size()));
    }

    void take(Event event) {
        head = event.getSeq();
        switch (event.getKindCase()) {
            case CREATED -> {
                group = event.getCreated().getKind().equals("group");
                title = event.getCreated().getTitle();
                event.getCreated().getMembersList().stream()
                        .map(Member::getUserId)
                        .forEach(members::add);
            }
            case MEMBERS_ADDED -> members.addAll(event.getMembersAdded().getUserIdsList());
            case MEMBER_REMOVED -> members.remove(event.getMemberRemoved().getUserId());
            case MEMBER_LEFT -> members.remove(event.getMemberLeft().getUserId());
            case RENAMED -> title = event.getRenamed().getTitle();
            default -> {
                // Nothing about the room itself.
            }
        }
        recent.add(event);
        if (recent.size() > KEPT) {
            recent.removeFirst();
        }
    }

    void take(ConversationSummary summary) {
        group = summary.kind().equals("group");
        title = summary.title();
        summary.members().forEach(member -> members.add(member.userId()));
    }

    void take(Receipt receipt) {
        deliveredTo.merge(receipt.getUserId(), receipt.getDeliveredSeq(), Math::max);
        deliveredTo.merge(receipt.getUserId(), receipt.getReadSeq(), Math::max);
        readBy.merge(receipt.getUserId(), receipt.getReadSeq(), Math::max);
    }

    /// What is known of an own message at `seq`: the slowest of the others decides.
    Mark markOf(long seq) {
        if (others().count() == 0) {
            return Mark.SENT;
        }
        if (others().allMatch(user -> readBy.getOrDefault(user, 0L) >= seq)) {
            return Mark.READ;
        }
        return others().allMatch(user -> deliveredTo.getOrDefault(user, 0L) >= seq) ? Mark.DELIVERED : Mark.SENT;
    }

    private Stream<String> others() {
        return members.stream().filter(user -> !user.equals(me));
    }
}
