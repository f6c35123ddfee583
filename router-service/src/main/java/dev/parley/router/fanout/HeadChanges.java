package dev.parley.router.fanout;

import dev.parley.bus.RecentChange;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a batch of events changes in the heads: the newest seq of each conversation, and who came into which or left
/// it at what seq, in the order of the log. Private events have no seq and change nothing. Pure.
record HeadChanges(Map<String, Long> heads, List<Noted> memberships) {

    record Noted(List<String> userIds, String conversationId, RecentChange change) {}

    static HeadChanges of(List<LogEvent> events) {
        Map<String, Long> heads = new HashMap<>();
        List<Noted> memberships = new ArrayList<>();
        for (LogEvent logEvent : events) {
            Event event = logEvent.getEvent();
            if (event.getSeq() == 0) {
                continue;
            }
            heads.merge(event.getConversationId(), event.getSeq(), Math::max);
            List<String> came = joined(event);
            if (!came.isEmpty()) {
                memberships.add(new Noted(came, event.getConversationId(), RecentChange.joined(event.getSeq())));
            }
            List<String> went = left(event);
            if (!went.isEmpty()) {
                memberships.add(new Noted(went, event.getConversationId(), RecentChange.left(event.getSeq())));
            }
        }
        return new HeadChanges(heads, memberships);
    }

    private static List<String> joined(Event event) {
        return switch (event.getKindCase()) {
            case CREATED ->
                event.getCreated().getMembersList().stream()
                        .map(Member::getUserId)
                        .toList();
            case MEMBERS_ADDED -> event.getMembersAdded().getUserIdsList();
            default -> List.of();
        };
    }

    private static List<String> left(Event event) {
        return switch (event.getKindCase()) {
            case MEMBER_REMOVED -> List.of(event.getMemberRemoved().getUserId());
            case MEMBER_LEFT -> List.of(event.getMemberLeft().getUserId());
            default -> List.of();
        };
    }
}
