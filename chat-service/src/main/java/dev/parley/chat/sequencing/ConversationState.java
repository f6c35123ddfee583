package dev.parley.chat.sequencing;

import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.ConversationView;
import dev.parley.proto.log.Invite;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.log.Request;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.Policy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One conversation as it is after the event with `logIndex`. Immutable: an event makes the next state.
///
/// It may be there before it is created: somebody can block a person they have never written to.
///
/// @param members in the order they joined, so that every owner lists an audience in the same order
/// @param blockers who has blocked the other; direct conversations only
/// @param requestedOf who is asked to accept it, in a direct conversation; empty: nobody
/// @param invites by their id, none of them revoked; groups only
public record ConversationState(
        Profile profile,
        Map<String, Membership> members,
        Policy policy,
        Set<String> blockers,
        String requestedOf,
        Map<String, Invite> invites,
        Position position) {

    static final String DIRECT = "direct";
    static final String GROUP = "group";

    /// What it is and what it shows of itself.
    record Profile(String kind, String title, String description, String picture) {

        static final Profile NONE = new Profile("", "", "", "");
    }

    /// @param logIndex of the last event folded in; an event at or below it is in here already
    record Position(long lastSeq, long lastOrdinal, long epoch, long logIndex) {

        static Position of(LogEvent record) {
            Event event = record.getEvent();
            return new Position(event.getSeq(), event.getOrdinal(), record.getEpoch(), record.getLogIndex());
        }

        /// A private event is in the log, but takes no place in the order.
        Position passing(LogEvent record) {
            return new Position(lastSeq, lastOrdinal, epoch, record.getLogIndex());
        }
    }

    static ConversationState of(ConversationSnapshot snapshot) {
        Map<String, Invite> invites = new LinkedHashMap<>();
        snapshot.getInvitesList().forEach(invite -> invites.put(invite.getInviteId(), invite));
        return new ConversationState(
                new Profile(snapshot.getKind(), snapshot.getTitle(), snapshot.getDescription(), snapshot.getPicture()),
                membersOf(snapshot.getMembersList(), snapshot.getLastPostMillisMap()),
                Policies.complete(snapshot.getPolicy(), snapshot.getKind()),
                new LinkedHashSet<>(snapshot.getBlockersList()),
                snapshot.getRequestedOf(),
                invites,
                new Position(
                        snapshot.getLastSeq(), snapshot.getLastOrdinal(), snapshot.getEpoch(), snapshot.getLogIndex()));
    }

    /// False if nothing but a block is known of it.
    boolean isCreated() {
        return position.lastSeq() > 0;
    }

    public boolean isGroup() {
        return profile.kind().equals(GROUP);
    }

    public long lastSeq() {
        return position.lastSeq();
    }

    long lastOrdinal() {
        return position.lastOrdinal();
    }

    long epoch() {
        return position.epoch();
    }

    long logIndex() {
        return position.logIndex();
    }

    public @Nullable Membership member(String userId) {
        return members.get(userId);
    }

    /// Of what PATCH can change; see {@link ProfileTag}.
    String profileTag() {
        return ProfileTag.of(profile.title(), profile.description(), profile.picture(), policy);
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
        ConversationState base = before != null ? before : blank(record);
        if (record.hasRequest()) {
            base = base.withRequest(record.getRequest());
        }
        if (record.hasPrivateEvent()) {
            return base.afterPrivate(record.getPrivateEvent()).at(base.position.passing(record));
        }
        return base.afterPublic(record.getEvent()).at(Position.of(record));
    }

    private ConversationState afterPublic(Event event) {
        return switch (event.getKindCase()) {
            case CREATED -> created(event.getCreated());
            case MEMBERS_ADDED ->
                withMembers(joined(event)).used(event.getMembersAdded().getInviteId());
            case MEMBER_REMOVED -> withMembers(without(event.getMemberRemoved().getUserId()));
            case MEMBER_LEFT -> withMembers(without(event.getMemberLeft().getUserId()));
            case ROLE_CHANGED ->
                withMembers(withRole(
                        members,
                        event.getRoleChanged().getUserId(),
                        Role.parse(event.getRoleChanged().getRole())));
            case OWNERSHIP_TRANSFERRED -> {
                Map<String, Membership> demoted =
                        withRole(members, event.getSender().getUserId(), Role.ADMIN);
                yield withMembers(
                        withRole(demoted, event.getOwnershipTransferred().getUserId(), Role.OWNER));
            }
            case RENAMED ->
                withProfile(new Profile(
                        profile.kind(), event.getRenamed().getTitle(), profile.description(), profile.picture()));
            case DESCRIBED ->
                withProfile(new Profile(
                        profile.kind(), profile.title(), event.getDescribed().getDescription(), profile.picture()));
            case PICTURE_CHANGED ->
                withProfile(new Profile(
                        profile.kind(),
                        profile.title(),
                        profile.description(),
                        event.getPictureChanged().getPicture()));
            case POLICY_CHANGED -> withPolicy(event.getPolicyChanged().getPolicy());
            case MESSAGE -> posted(event);
            case EDITED, DELETED, REACTED, PINNED, KIND_NOT_SET -> this;
        };
    }

    private ConversationState afterPrivate(PrivateEvent event) {
        return switch (event.getKindCase()) {
            case BLOCK -> blocked(event);
            case INVITE -> withInvite(event.getInvite());
            case INVITE_REVOKED -> withoutInvite(event.getInviteRevoked().getInviteId());
            case SETTINGS, HIDDEN, KIND_NOT_SET -> this;
        };
    }

    public ConversationSnapshot snapshot() {
        ConversationSnapshot.Builder snapshot = ConversationSnapshot.newBuilder()
                .setKind(profile.kind())
                .setTitle(profile.title())
                .setDescription(profile.description())
                .setPicture(profile.picture())
                .addAllMembers(memberList())
                .setLastSeq(lastSeq())
                .setLastOrdinal(lastOrdinal())
                .setEpoch(epoch())
                .setPolicy(policy)
                .addAllBlockers(blockers)
                .setRequestedOf(requestedOf)
                .addAllInvites(invites.values())
                .setLogIndex(logIndex());
        members.forEach((userId, membership) -> {
            if (membership.lastPostMillis() != Membership.NEVER) {
                snapshot.putLastPostMillis(userId, membership.lastPostMillis());
            }
        });
        return snapshot.build();
    }

    ConversationView view(String conversationId) {
        return ConversationView.newBuilder()
                .setConversationId(conversationId)
                .setKind(profile.kind())
                .setTitle(profile.title())
                .setDescription(profile.description())
                .setPicture(profile.picture())
                .setPolicy(policy)
                .addAllMembers(memberList())
                .setLastSeq(lastSeq())
                .setLastOrdinal(lastOrdinal())
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
        return new ConversationState(
                Profile.NONE,
                Map.of(),
                Policies.GROUP_DEFAULT,
                Set.of(),
                "",
                Map.of(),
                new Position(0, 0, record.getEpoch(), 0));
    }

    private ConversationState created(Created created) {
        return new ConversationState(
                new Profile(created.getKind(), created.getTitle(), "", ""),
                membersOf(created.getMembersList(), Map.of()),
                Policies.of(created.getKind()),
                blockers,
                requestedOf,
                Map.of(),
                position);
    }

    private static Map<String, Membership> membersOf(List<Member> list, Map<String, Long> lastPosts) {
        Map<String, Membership> members = new LinkedHashMap<>();
        for (Member member : list) {
            members.put(
                    member.getUserId(),
                    new Membership(
                            Role.parse(member.getRole()),
                            member.getJoinedSeq(),
                            lastPosts.getOrDefault(member.getUserId(), Membership.NEVER)));
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

    private static Map<String, Membership> withRole(Map<String, Membership> members, String userId, Role role) {
        Map<String, Membership> next = new LinkedHashMap<>(members);
        next.computeIfPresent(userId, (user, membership) -> membership.withRole(role));
        return next;
    }

    /// Remembers when its sender last wrote, if the policy wants to know.
    private ConversationState posted(Event event) {
        String sender = event.getSender().getUserId();
        @Nullable Membership membership = members.get(sender);
        if (membership == null || policy.getSlowModeSeconds() == 0) {
            return this;
        }
        Map<String, Membership> next = new LinkedHashMap<>(members);
        next.put(sender, membership.posted(MessageIds.millis(event.getMessageId())));
        return withMembers(next);
    }

    private ConversationState blocked(PrivateEvent event) {
        Set<String> next = new LinkedHashSet<>(blockers);
        if (event.getBlock().getRemoved()) {
            next.remove(event.getBlock().getBy());
        } else {
            next.add(event.getBlock().getBy());
        }
        return new ConversationState(profile, members, policy, next, requestedOf, invites, position);
    }

    private ConversationState withRequest(Request request) {
        String next = request.getEnded() ? "" : request.getUserId();
        return new ConversationState(profile, members, policy, blockers, next, invites, position);
    }

    private ConversationState used(String inviteId) {
        @Nullable Invite invite = invites.get(inviteId);
        return invite == null
                ? this
                : withInvite(invite.toBuilder().setUses(invite.getUses() + 1).build());
    }

    private ConversationState withInvite(Invite invite) {
        Map<String, Invite> next = new LinkedHashMap<>(invites);
        next.put(invite.getInviteId(), invite);
        return new ConversationState(profile, members, policy, blockers, requestedOf, next, position);
    }

    private ConversationState withoutInvite(String inviteId) {
        Map<String, Invite> next = new LinkedHashMap<>(invites);
        next.remove(inviteId);
        return new ConversationState(profile, members, policy, blockers, requestedOf, next, position);
    }

    private ConversationState withProfile(Profile next) {
        return new ConversationState(next, members, policy, blockers, requestedOf, invites, position);
    }

    private ConversationState withMembers(Map<String, Membership> next) {
        return new ConversationState(profile, next, policy, blockers, requestedOf, invites, position);
    }

    private ConversationState withPolicy(Policy next) {
        return new ConversationState(
                profile, members, Policies.complete(next, profile.kind()), blockers, requestedOf, invites, position);
    }

    private ConversationState at(Position next) {
        return new ConversationState(profile, members, policy, blockers, requestedOf, invites, next);
    }
}
