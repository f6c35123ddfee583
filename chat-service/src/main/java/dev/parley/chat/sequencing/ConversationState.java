package dev.parley.chat.sequencing;

import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.ConversationView;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.Policy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One conversation as it is after the event with `logIndex`. Immutable: an event makes the next state.
///
/// @param members in the order they joined, so that every owner lists an audience in the same order
/// @param logIndex of the last event folded in; an event at or below it is in here already
public record ConversationState(
        String kind,
        String title,
        Map<String, Membership> members,
        Policy policy,
        long lastSeq,
        long lastOrdinal,
        long epoch,
        long logIndex) {

    static final String DIRECT = "direct";
    static final String GROUP = "group";

    static ConversationState of(ConversationSnapshot snapshot) {
        return new ConversationState(
                snapshot.getKind(),
                snapshot.getTitle(),
                membersOf(snapshot.getMembersList()),
                snapshot.getPolicy(),
                snapshot.getLastSeq(),
                snapshot.getLastOrdinal(),
                snapshot.getEpoch(),
                snapshot.getLogIndex());
    }

    public boolean isGroup() {
        return kind.equals(GROUP);
    }

    public @Nullable Membership member(String userId) {
        return members.get(userId);
    }

    /// Members with the owner's role.
    int owners() {
        return (int) members.values().stream()
                .filter(membership -> membership.role() == Role.OWNER)
                .count();
    }

    /// The state after `record`. Counters come from the event itself and an unknown kind changes nothing else, so
    /// events of older and newer logic versions fold alike.
    static ConversationState after(@Nullable ConversationState before, LogEvent record) {
        Event event = record.getEvent();
        ConversationState base = before != null ? before : blank(record);
        return switch (event.getKindCase()) {
            case CREATED -> created(record);
            case MEMBERS_ADDED -> base.advanced(record, base.joined(event));
            case MEMBER_REMOVED ->
                base.advanced(record, base.without(event.getMemberRemoved().getUserId()));
            case MEMBER_LEFT ->
                base.advanced(record, base.without(event.getMemberLeft().getUserId()));
            case ROLE_CHANGED -> base.advanced(record, base.withRole(event));
            case RENAMED -> base.renamed(event.getRenamed().getTitle()).advanced(record, base.members);
            case POLICY_CHANGED ->
                base.withPolicy(event.getPolicyChanged().getPolicy()).advanced(record, base.members);
            case MESSAGE, EDITED, DELETED, REACTED, KIND_NOT_SET -> base.advanced(record, base.members);
        };
    }

    public ConversationSnapshot snapshot() {
        return ConversationSnapshot.newBuilder()
                .setKind(kind)
                .setTitle(title)
                .addAllMembers(memberList())
                .setLastSeq(lastSeq)
                .setLastOrdinal(lastOrdinal)
                .setEpoch(epoch)
                .setPolicy(policy)
                .setLogIndex(logIndex)
                .build();
    }

    ConversationView view(String conversationId) {
        return ConversationView.newBuilder()
                .setConversationId(conversationId)
                .setKind(kind)
                .setTitle(title)
                .addAllMembers(memberList())
                .setLastSeq(lastSeq)
                .setLastOrdinal(lastOrdinal)
                .build();
    }

    private List<Member> memberList() {
        return members.entrySet().stream()
                .map(entry -> Member.newBuilder()
                        .setUserId(entry.getKey())
                        .setRole(entry.getValue().role().word())
                        .setJoinedSeq(entry.getValue().joinedSeq())
                        .build())
                .toList();
    }

    private static ConversationState blank(LogEvent record) {
        return new ConversationState("", "", Map.of(), Policies.DEFAULT, 0, 0, record.getEpoch(), 0);
    }

    private static ConversationState created(LogEvent record) {
        Created created = record.getEvent().getCreated();
        return new ConversationState(
                created.getKind(),
                created.getTitle(),
                membersOf(created.getMembersList()),
                Policies.DEFAULT,
                record.getEvent().getSeq(),
                record.getEvent().getOrdinal(),
                record.getEpoch(),
                record.getLogIndex());
    }

    private static Map<String, Membership> membersOf(List<Member> list) {
        Map<String, Membership> members = new LinkedHashMap<>();
        for (Member member : list) {
            members.put(member.getUserId(), new Membership(Role.parse(member.getRole()), member.getJoinedSeq()));
        }
        return members;
    }

    private Map<String, Membership> joined(Event event) {
        Map<String, Membership> next = new LinkedHashMap<>(members);
        for (String userId : event.getMembersAdded().getUserIdsList()) {
            next.putIfAbsent(userId, new Membership(Role.MEMBER, event.getSeq()));
        }
        return next;
    }

    private Map<String, Membership> without(String userId) {
        Map<String, Membership> next = new LinkedHashMap<>(members);
        next.remove(userId);
        return next;
    }

    private Map<String, Membership> withRole(Event event) {
        Map<String, Membership> next = new LinkedHashMap<>(members);
        Role role = Role.parse(event.getRoleChanged().getRole());
        next.computeIfPresent(
                event.getRoleChanged().getUserId(), (user, membership) -> new Membership(role, membership.joinedSeq()));
        return next;
    }

    private ConversationState renamed(String nextTitle) {
        return new ConversationState(kind, nextTitle, members, policy, lastSeq, lastOrdinal, epoch, logIndex);
    }

    private ConversationState withPolicy(Policy nextPolicy) {
        return new ConversationState(kind, title, members, nextPolicy, lastSeq, lastOrdinal, epoch, logIndex);
    }

    private ConversationState advanced(LogEvent record, Map<String, Membership> nextMembers) {
        Event event = record.getEvent();
        return new ConversationState(
                kind,
                title,
                nextMembers,
                policy,
                event.getSeq(),
                event.getOrdinal(),
                record.getEpoch(),
                record.getLogIndex());
    }
}
