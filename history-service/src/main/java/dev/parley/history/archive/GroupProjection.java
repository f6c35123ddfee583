package dev.parley.history.archive;

import com.google.protobuf.ByteString;
import dev.parley.history.archive.Fact.InviteUsed;
import dev.parley.history.archive.Fact.Joining;
import dev.parley.history.archive.Fact.Leaving;
import dev.parley.history.archive.Fact.Profile;
import dev.parley.history.archive.Fact.RoleChange;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.MembersAdded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an event says about a conversation as a whole: who is in it, what it is called, how it works.
final class GroupProjection {

    private static final String OWNER = "owner";
    private static final String ADMIN = "admin";
    private static final String MEMBER = "member";

    private GroupProjection() {}

    static List<Fact> facts(Event event, long timestamp) {
        String conversation = event.getConversationId();
        return switch (event.getKindCase()) {
            case CREATED -> created(event, timestamp);
            case MEMBERS_ADDED -> added(event, timestamp);
            case MEMBER_REMOVED ->
                List.of(new Leaving(conversation, event.getMemberRemoved().getUserId(), event.getSeq(), timestamp));
            case MEMBER_LEFT ->
                List.of(new Leaving(conversation, event.getMemberLeft().getUserId(), event.getSeq(), timestamp));
            case ROLE_CHANGED ->
                List.of(new RoleChange(
                        conversation,
                        event.getRoleChanged().getUserId(),
                        event.getRoleChanged().getRole(),
                        timestamp));
            case OWNERSHIP_TRANSFERRED ->
                List.of(
                        new RoleChange(conversation, event.getSender().getUserId(), ADMIN, timestamp),
                        new RoleChange(
                                conversation, event.getOwnershipTransferred().getUserId(), OWNER, timestamp));
            case RENAMED -> List.of(profile(event, null, event.getRenamed().getTitle(), null, null, null, timestamp));
            case DESCRIBED ->
                List.of(profile(event, null, null, event.getDescribed().getDescription(), null, null, timestamp));
            case PICTURE_CHANGED ->
                List.of(profile(
                        event, null, null, null, event.getPictureChanged().getPicture(), null, timestamp));
            case POLICY_CHANGED -> {
                ByteString policy = event.getPolicyChanged().getPolicy().toByteString();
                yield List.of(profile(event, null, null, null, null, policy, timestamp));
            }
            case MESSAGE, EDITED, DELETED, REACTED, PINNED, KIND_NOT_SET -> List.of();
        };
    }

    /// A policy is not written: absent, it is the default.
    private static List<Fact> created(Event event, long timestamp) {
        Created created = event.getCreated();
        List<Fact> facts = new ArrayList<>();
        facts.add(profile(event, created.getKind(), created.getTitle(), null, null, null, timestamp));
        for (Member member : created.getMembersList()) {
            facts.add(new Joining(
                    event.getConversationId(), member.getUserId(), member.getRole(), event.getSeq(), timestamp));
        }
        return facts;
    }

    private static List<Fact> added(Event event, long timestamp) {
        MembersAdded added = event.getMembersAdded();
        List<Fact> facts = new ArrayList<>();
        for (String userId : added.getUserIdsList()) {
            facts.add(new Joining(event.getConversationId(), userId, MEMBER, event.getSeq(), timestamp));
        }
        if (!added.getInviteId().isEmpty()) {
            facts.add(new InviteUsed(event.getConversationId(), added.getInviteId(), event.getSeq(), timestamp));
        }
        return facts;
    }

    private static Profile profile(
            Event event,
            @Nullable String kind,
            @Nullable String title,
            @Nullable String description,
            @Nullable String picture,
            @Nullable ByteString policy,
            long timestamp) {
        return new Profile(event.getConversationId(), kind, title, description, picture, policy, timestamp);
    }
}
