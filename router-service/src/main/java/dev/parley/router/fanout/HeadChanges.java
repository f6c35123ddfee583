package dev.parley.router.fanout;

import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a batch of events changes in the heads: the newest seq of each conversation, and who came into which at
/// what seq. Private events have no seq and change nothing. Pure.
record HeadChanges(Map<String, Long> heads, List<Joined> joins) {

    record Joined(List<String> userIds, String conversationId, long seq) {}

    static HeadChanges of(List<LogEvent> events) {
        Map<String, Long> heads = new HashMap<>();
        List<Joined> joins = new ArrayList<>();
        for (LogEvent logEvent : events) {
            Event event = logEvent.getEvent();
            if (event.getSeq() == 0) {
                continue;
            }
            heads.merge(event.getConversationId(), event.getSeq(), Math::max);
            List<String> users = joined(event);
            if (!users.isEmpty()) {
                joins.add(new Joined(users, event.getConversationId(), event.getSeq()));
            }
        }
        return new HeadChanges(heads, joins);
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
}
