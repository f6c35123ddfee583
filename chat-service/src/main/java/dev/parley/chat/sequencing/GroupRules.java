package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.CommandRules.accepted;
import static dev.parley.chat.sequencing.CommandRules.forbidden;
import static dev.parley.chat.sequencing.CommandRules.refused;

import dev.parley.chat.sequencing.Permissions.Action;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.ChangeRole;
import dev.parley.proto.log.Command;
import dev.parley.proto.v1.Described;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.MemberLeft;
import dev.parley.proto.v1.MemberRemoved;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.proto.v1.OwnershipTransferred;
import dev.parley.proto.v1.PictureChanged;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.PolicyChanged;
import dev.parley.proto.v1.Renamed;
import dev.parley.proto.v1.RoleChanged;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Membership, roles, profile and policy of a group. A direct conversation has none of these commands.
final class GroupRules {

    private final Permissions permissions;

    GroupRules(Permissions permissions) {
        this.permissions = permissions;
    }

    /// @param sender the membership of the command's user, who is known to be a member
    Verdict judge(ConversationState group, Membership sender, Command command) {
        if (!group.isGroup()) {
            return refused(
                    ErrorCode.NOT_A_GROUP, "a direct conversation has no members, roles, title or policy to change");
        }
        if (command.getIfMatchCount() > 0 && !command.getIfMatchList().contains(group.profileTag())) {
            return refused(ErrorCode.CONFLICT, "the conversation has changed since it was read");
        }
        return switch (command.getBodyCase()) {
            case ADD_MEMBERS -> add(group, sender, command.getAddMembers().getUserIdsList());
            case REMOVE_MEMBER -> {
                String userId = command.getRemoveMember().getUserId();
                yield userId.equals(command.getUserId()) ? leave(group, sender, userId) : remove(group, sender, userId);
            }
            case CHANGE_ROLE -> changeRole(group, sender, command.getChangeRole());
            case TRANSFER_OWNERSHIP -> transferOwnership(group, sender, command);
            case RENAME -> rename(group, sender, command.getRename().getTitle());
            case DESCRIBE -> describe(group, sender, command.getDescribe().getDescription());
            case CHANGE_PICTURE ->
                changePicture(group, sender, command.getChangePicture().getPicture());
            case CHANGE_POLICY ->
                changePolicy(group, sender, command.getChangePolicy().getPolicy());
            default -> throw new IllegalArgumentException("not about the group itself: " + command.getBodyCase());
        };
    }

    private Verdict add(ConversationState group, Membership sender, List<String> userIds) {
        if (!permissions.allows(sender.role(), Action.ADD_MEMBERS, group.policy())) {
            return forbidden("only admins add members");
        }
        if (userIds.isEmpty()) {
            return refused(ErrorCode.INVALID, "userIds: expected at least one");
        }
        Set<String> joiners = new LinkedHashSet<>();
        for (String userId : userIds) {
            if (!Identifiers.isUserId(userId)) {
                return refused(ErrorCode.INVALID, "userIds: no user id");
            }
            if (group.member(userId) == null) {
                joiners.add(userId);
            }
        }
        if (joiners.isEmpty()) {
            return new Verdict.AlreadySo(group);
        }
        if (group.members().size() + joiners.size() > ProtocolLimits.MAX_MEMBERS) {
            return refused(ErrorCode.GROUP_FULL, "a group has at most " + ProtocolLimits.MAX_MEMBERS + " members");
        }
        return accepted(
                Event.newBuilder().setMembersAdded(MembersAdded.newBuilder().addAllUserIds(joiners)));
    }

    private Verdict leave(ConversationState group, Membership sender, String userId) {
        if (!permissions.allows(sender.role(), Action.LEAVE, group.policy())) {
            return forbidden("leaving is not open to this role");
        }
        if (isLastOwnerOfOthers(group, sender)) {
            return refused(ErrorCode.LAST_OWNER, "the last owner cannot leave while others remain");
        }
        return accepted(Event.newBuilder().setMemberLeft(MemberLeft.newBuilder().setUserId(userId)));
    }

    private Verdict remove(ConversationState group, Membership sender, String userId) {
        @Nullable Membership target = group.member(userId);
        Action action =
                target == null || target.role() == Role.MEMBER ? Action.REMOVE_MEMBER : Action.REMOVE_ADMIN_OR_OWNER;
        if (!permissions.allows(sender.role(), action, group.policy())) {
            return forbidden("this role does not remove that member");
        }
        if (target == null) {
            return noSuchMember();
        }
        return accepted(
                Event.newBuilder().setMemberRemoved(MemberRemoved.newBuilder().setUserId(userId)));
    }

    private Verdict changeRole(ConversationState group, Membership sender, ChangeRole change) {
        if (!permissions.allows(sender.role(), Action.CHANGE_ROLE, group.policy())) {
            return forbidden("only owners change roles");
        }
        Optional<Role> role = Role.of(change.getRole());
        if (role.isEmpty()) {
            return refused(ErrorCode.INVALID, "role: expected owner, admin or member");
        }
        @Nullable Membership target = group.member(change.getUserId());
        if (target == null) {
            return noSuchMember();
        }
        if (role.get() != Role.OWNER && isLastOwnerOfOthers(group, target)) {
            return refused(ErrorCode.LAST_OWNER, "the last owner cannot step down while others remain");
        }
        return accepted(Event.newBuilder()
                .setRoleChanged(RoleChanged.newBuilder()
                        .setUserId(change.getUserId())
                        .setRole(role.get().word())));
    }

    /// In one event, so that the group never has two owners or none on the way.
    private Verdict transferOwnership(ConversationState group, Membership sender, Command command) {
        if (!permissions.allows(sender.role(), Action.TRANSFER_OWNERSHIP, group.policy())) {
            return forbidden("only an owner transfers ownership");
        }
        String heir = command.getTransferOwnership().getUserId();
        if (group.member(heir) == null) {
            return noSuchMember();
        }
        if (heir.equals(command.getUserId())) {
            return new Verdict.AlreadySo(group);
        }
        return accepted(Event.newBuilder()
                .setOwnershipTransferred(OwnershipTransferred.newBuilder().setUserId(heir)));
    }

    private Verdict rename(ConversationState group, Membership sender, String title) {
        if (!permissions.allows(sender.role(), Action.RENAME, group.policy())) {
            return forbidden("only admins rename the group");
        }
        Optional<Verdict.Refused> bad = Texts.refusalOfTitle(title);
        if (bad.isPresent()) {
            return bad.get();
        }
        return accepted(Event.newBuilder().setRenamed(Renamed.newBuilder().setTitle(title)));
    }

    private Verdict describe(ConversationState group, Membership sender, String description) {
        if (!permissions.allows(sender.role(), Action.RENAME, group.policy())) {
            return forbidden("only admins describe the group");
        }
        if (Texts.utf8Length(description) > ProtocolLimits.MAX_DESCRIPTION_BYTES) {
            return refused(
                    ErrorCode.TOO_LARGE,
                    "description: expected at most " + ProtocolLimits.MAX_DESCRIPTION_BYTES + " bytes");
        }
        return accepted(Event.newBuilder().setDescribed(Described.newBuilder().setDescription(description)));
    }

    private Verdict changePicture(ConversationState group, Membership sender, String picture) {
        if (!permissions.allows(sender.role(), Action.RENAME, group.policy())) {
            return forbidden("only admins change the picture");
        }
        if (!picture.isEmpty() && !Identifiers.isClientId(picture)) {
            return refused(ErrorCode.INVALID, "picture: expected a media id");
        }
        return accepted(
                Event.newBuilder().setPictureChanged(PictureChanged.newBuilder().setPicture(picture)));
    }

    private Verdict changePolicy(ConversationState group, Membership sender, Policy change) {
        if (!permissions.allows(sender.role(), Action.CHANGE_POLICY, group.policy())) {
            return forbidden("only owners change the policy");
        }
        Optional<Policy> changed = Policies.changed(group.policy(), change);
        if (changed.isEmpty()) {
            return refused(ErrorCode.INVALID, "policy: nothing to change, an unknown word, or a time out of range");
        }
        return accepted(
                Event.newBuilder().setPolicyChanged(PolicyChanged.newBuilder().setPolicy(changed.get())));
    }

    private static boolean isLastOwnerOfOthers(ConversationState group, Membership member) {
        return member.role() == Role.OWNER
                && group.owners() == 1
                && group.members().size() > 1;
    }

    private static Verdict.Refused noSuchMember() {
        return refused(ErrorCode.NOT_FOUND, "no member of this name");
    }
}
