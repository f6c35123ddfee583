package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.chat.archive.ReadConversation;
import dev.parley.chat.archive.ReadSettings.Settings;
import dev.parley.chat.receipts.Marks;
import dev.parley.chat.sequencing.Policies;
import dev.parley.chat.sequencing.ProfileTag;
import dev.parley.proto.log.ConversationView;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.List;

/// A conversation in a response, as one member sees it. 64-bit numbers are strings, an absent title, description
/// or picture is an empty one, as in the proto3 mapping.
///
/// @param mentions messages that mention the caller and are not read, at most {@link
/// ConversationReader#MAX_MENTIONS}
/// @param deliveredSeq the caller's own mark, which all devices of a user share
/// @param readSeq likewise
/// @param profileTag equal as long as title, description, picture and policy are
record ConversationJson(
        String conversationId,
        String kind,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String title,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String description,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String picture,
        PolicyJson policy,
        List<MemberJson> members,
        String lastSeq,
        String lastOrdinal,
        String unread,
        int mentions,
        String deliveredSeq,
        String readSeq,
        SettingsJson settings,
        @JsonIgnore String profileTag) {

    static final String GROUP = "group";

    record MemberJson(String userId, String role, String joinedSeq) {

        static MemberJson of(Member member) {
            return new MemberJson(member.getUserId(), member.getRole(), Long.toString(member.getJoinedSeq()));
        }
    }

    /// What is the caller's own in it.
    record Own(long unread, int mentions, Marks marks, Settings settings) {

        /// Of somebody who has read nothing and set nothing, as far as can be told.
        static Own unknown(long unread) {
            return new Own(unread, 0, Marks.NONE, Settings.NONE);
        }
    }

    static ConversationJson of(String conversationId, ReadConversation.Head head, List<Member> members, Own own) {
        return new ConversationJson(
                conversationId,
                head.kind(),
                head.title(),
                head.description(),
                head.picture(),
                PolicyJson.of(head.policy()),
                members.stream().map(MemberJson::of).toList(),
                Long.toString(head.seq()),
                Long.toString(head.ordinal()),
                Long.toString(own.unread),
                own.mentions,
                Long.toString(own.marks.deliveredSeq()),
                Long.toString(own.marks.readSeq()),
                SettingsJson.of(own.settings),
                ProfileTag.of(head.title(), head.description(), head.picture(), head.policy()));
    }

    /// As the log has just created it.
    static ConversationJson created(Event event) {
        String kind = event.getCreated().getKind();
        return of(
                event.getConversationId(),
                new ReadConversation.Head(
                        kind,
                        event.getCreated().getTitle(),
                        "",
                        "",
                        Policies.of(kind),
                        event.getSeq(),
                        event.getOrdinal()),
                event.getCreated().getMembersList(),
                Own.unknown(0));
    }

    /// As the sequencer sees it. It knows no read marks, so everything countable is unread.
    static ConversationJson of(ConversationView view) {
        return of(
                view.getConversationId(),
                new ReadConversation.Head(
                        view.getKind(),
                        view.getTitle(),
                        view.getDescription(),
                        view.getPicture(),
                        Policies.complete(view.getPolicy(), view.getKind()),
                        view.getLastSeq(),
                        view.getLastOrdinal()),
                view.getMembersList(),
                Own.unknown(view.getLastOrdinal()));
    }
}
