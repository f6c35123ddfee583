package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.proto.log.ConversationView;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.List;

/// A conversation in a response. 64-bit numbers are strings, an absent title is an empty one, as in the proto3
/// mapping.
record ConversationJson(
        String conversationId,
        String kind,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String title,
        List<MemberJson> members,
        String lastSeq,
        String lastOrdinal,
        String unread) {

    record MemberJson(String userId, String role, String joinedSeq) {

        static MemberJson of(Member member) {
            return new MemberJson(member.getUserId(), member.getRole(), Long.toString(member.getJoinedSeq()));
        }
    }

    static ConversationJson of(
            String conversationId,
            String kind,
            String title,
            List<Member> members,
            long lastSeq,
            long lastOrdinal,
            long unread) {
        return new ConversationJson(
                conversationId,
                kind,
                title,
                members.stream().map(MemberJson::of).toList(),
                Long.toString(lastSeq),
                Long.toString(lastOrdinal),
                Long.toString(unread));
    }

    /// As the log has just created it.
    static ConversationJson created(Event event) {
        return of(
                event.getConversationId(),
                event.getCreated().getKind(),
                event.getCreated().getTitle(),
                event.getCreated().getMembersList(),
                event.getSeq(),
                event.getOrdinal(),
                0);
    }

    /// As the sequencer sees it. It knows no read marks, so everything countable is unread.
    static ConversationJson of(ConversationView view) {
        return of(
                view.getConversationId(),
                view.getKind(),
                view.getTitle(),
                view.getMembersList(),
                view.getLastSeq(),
                view.getLastOrdinal(),
                view.getLastOrdinal());
    }
}
