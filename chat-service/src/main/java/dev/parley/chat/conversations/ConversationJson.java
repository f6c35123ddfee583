package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.chat.receipts.Marks;
import dev.parley.proto.log.ConversationView;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.List;

/// A conversation in a response. 64-bit numbers are strings, an absent title is an empty one, as in the proto3
/// mapping.
///
/// @param deliveredSeq the caller's own mark, which all devices of a user share
/// @param readSeq likewise
record ConversationJson(
        String conversationId,
        String kind,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String title,
        List<MemberJson> members,
        String lastSeq,
        String unread,
        String deliveredSeq,
        String readSeq) {

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
            long unread,
            Marks own) {
        return new ConversationJson(
                conversationId,
                kind,
                title,
                members.stream().map(MemberJson::of).toList(),
                Long.toString(lastSeq),
                Long.toString(unread),
                Long.toString(own.deliveredSeq()),
                Long.toString(own.readSeq()));
    }

    /// As the log has just created it.
    static ConversationJson created(Event event) {
        return of(
                event.getConversationId(),
                event.getCreated().getKind(),
                event.getCreated().getTitle(),
                event.getCreated().getMembersList(),
                event.getSeq(),
                0,
                Marks.NONE);
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
                Marks.NONE);
    }
}
