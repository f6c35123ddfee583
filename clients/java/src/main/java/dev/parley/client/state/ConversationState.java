package dev.parley.client.state;

import dev.parley.client.rest.ConversationSummary;
import dev.parley.client.rest.ConversationSummary.MemberView;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A conversation beside its messages, as of one seq: a pure fold of its events, which may start at the first
/// one or at a snapshot.
///
/// **A snapshot may be torn**: what stands beside its `lastSeq` is at least as new, and parts of it may have seen
/// events
/// above. Folding such an event again changes nothing that lasts: every event sets what it touches to a value of its
/// own, and one that is older than a member's present membership does not touch that member. So a state that started
/// from a snapshot equals the one that folded everything, from the newest seq on that any part of the snapshot had
/// seen.
///
/// @param title empty for a direct conversation
/// @param members by user id
/// @param lastSeq the last event folded
/// @param lastOrdinal countable messages up to it
/// @param readOrdinal countable messages up to the read mark
/// @param isWhole false: something was skipped or lies before this user's membership, so that members and title may
/// lack something; a snapshot ({@link #of}) makes it whole
public record ConversationState(
        String conversationId,
        String kind,
        String title,
        SortedMap<String, MemberView> members,
        long lastSeq,
        long lastOrdinal,
        long readOrdinal,
        boolean isWhole) {

    private static final String OWNER = "owner";
    private static final String ADMIN = "admin";
    private static final String MEMBER = "member";

    public ConversationState {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /// Before its first event.
    public static ConversationState none(String conversationId) {
        return new ConversationState(conversationId, "", "", new TreeMap<>(), 0, 0, 0, true);
    }

    public static ConversationState of(ConversationSummary summary) {
        SortedMap<String, MemberView> members = new TreeMap<>();
        summary.members().forEach(member -> members.put(member.userId(), member));
        return new ConversationState(
                summary.conversationId(),
                summary.kind(),
                summary.title(),
                members,
                summary.lastSeq(),
                summary.lastOrdinal(),
                summary.lastOrdinal() - summary.unread(),
                true);
    }

    public long unread() {
        return Math.max(0, lastOrdinal - readOrdinal);
    }

    /// The state after the event; an event at or below `lastSeq` changes nothing.
    public ConversationState after(Event event) {
        if (event.getSeq() <= lastSeq) {
            return this;
        }
        ConversationState next = changed(event);
        return new ConversationState(
                conversationId,
                next.kind,
                next.title,
                next.members,
                event.getSeq(),
                Math.max(lastOrdinal, event.getOrdinal()),
                readOrdinal,
                isWhole && event.getSeq() == lastSeq + 1);
    }

    /// The seqs up to `to` do not come, be it that this user may not see them, be it that there are too many.
    public ConversationState afterGap(long to) {
        return to <= lastSeq
                ? this
                : new ConversationState(conversationId, kind, title, members, to, lastOrdinal, readOrdinal, false);
    }

    /// Everything up to this ordinal is read. Marks only move on.
    public ConversationState read(long ordinal) {
        return new ConversationState(
                conversationId, kind, title, members, lastSeq, lastOrdinal, Math.max(readOrdinal, ordinal), isWhole);
    }

    private ConversationState changed(Event event) {
        long seq = event.getSeq();
        return switch (event.getKindCase()) {
            case CREATED ->
                new ConversationState(
                        conversationId,
                        event.getCreated().getKind(),
                        event.getCreated().getTitle(),
                        membersOf(event.getCreated().getMembersList()),
                        lastSeq,
                        lastOrdinal,
                        readOrdinal,
                        isWhole);
            case MEMBERS_ADDED ->
                with(members -> event.getMembersAdded()
                        .getUserIdsList()
                        .forEach(user ->
                                members.merge(user, new MemberView(user, MEMBER, seq), ConversationState::later)));
            case MEMBER_REMOVED -> without(event.getMemberRemoved().getUserId(), seq);
            case MEMBER_LEFT -> without(event.getMemberLeft().getUserId(), seq);
            case ROLE_CHANGED ->
                with(members -> setRole(
                        members,
                        event.getRoleChanged().getUserId(),
                        event.getRoleChanged().getRole(),
                        seq));
            case OWNERSHIP_TRANSFERRED ->
                with(members -> {
                    setRole(members, event.getSender().getUserId(), ADMIN, seq);
                    setRole(members, event.getOwnershipTransferred().getUserId(), OWNER, seq);
                });
            case RENAMED ->
                new ConversationState(
                        conversationId,
                        kind,
                        event.getRenamed().getTitle(),
                        members,
                        lastSeq,
                        lastOrdinal,
                        readOrdinal,
                        isWhole);
            case MESSAGE, POLICY_CHANGED, DESCRIBED, PICTURE_CHANGED, EDITED, DELETED, REACTED, PINNED, KIND_NOT_SET ->
                this;
        };
    }

    private static void setRole(Map<String, MemberView> members, String userId, String role, long seq) {
        members.computeIfPresent(
                userId,
                (user, member) -> member.joinedSeq() > seq ? member : new MemberView(user, role, member.joinedSeq()));
    }

    /// The server names only those who were no members, so a greater `joinedSeq` is another membership.
    private static MemberView later(MemberView known, MemberView joined) {
        return joined.joinedSeq() > known.joinedSeq() ? joined : known;
    }

    private ConversationState without(String userId, long seq) {
        return with(members ->
                members.computeIfPresent(userId, (user, member) -> member.joinedSeq() > seq ? member : null));
    }

    private ConversationState with(Consumer<Map<String, MemberView>> change) {
        SortedMap<String, MemberView> changed = new TreeMap<>(members);
        change.accept(changed);
        return new ConversationState(conversationId, kind, title, changed, lastSeq, lastOrdinal, readOrdinal, isWhole);
    }

    private static SortedMap<String, MemberView> membersOf(Collection<Member> list) {
        SortedMap<String, MemberView> members = new TreeMap<>();
        list.forEach(member -> members.put(
                member.getUserId(),
                new MemberView(member.getUserId(), member.getRole(), Math.max(1, member.getJoinedSeq()))));
        return members;
    }
}
