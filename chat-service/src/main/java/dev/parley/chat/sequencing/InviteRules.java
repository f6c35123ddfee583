package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.CommandRules.accepted;
import static dev.parley.chat.sequencing.CommandRules.forbidden;
import static dev.parley.chat.sequencing.CommandRules.refused;

import dev.parley.chat.sequencing.Permissions.Action;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.CreateInvite;
import dev.parley.proto.log.Invite;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.MembersAdded;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Invite links of a group: made and revoked in private, used in the open. The log holds the hash of a link's secret,
/// never the secret.
final class InviteRules {

    private final Permissions permissions;

    InviteRules(Permissions permissions) {
        this.permissions = permissions;
    }

    Verdict judge(ConversationState group, Membership sender, Command command, long nowMillis) {
        if (!group.isGroup()) {
            return refused(ErrorCode.NOT_A_GROUP, "a direct conversation has no invites");
        }
        if (!permissions.allows(sender.role(), Action.INVITE, group.policy())) {
            return forbidden("only admins invite");
        }
        return command.hasCreateInvite()
                ? create(group, command, nowMillis)
                : revoke(group, command.getRevokeInvite().getInviteId());
    }

    private static Verdict create(ConversationState group, Command command, long nowMillis) {
        CreateInvite create = command.getCreateInvite();
        if (!Identifiers.isClientId(create.getInviteId())
                || create.getSecretHash().isEmpty()
                || create.getMaxUses() < 0) {
            return refused(ErrorCode.INVALID, "invite: malformed");
        }
        if (create.hasExpiresAt() && MessageIds.millis(create.getExpiresAt()) <= nowMillis) {
            return refused(ErrorCode.INVALID, "expiresAt: has passed");
        }
        @Nullable Invite known = group.invites().get(create.getInviteId());
        if (known != null) {
            // With its secret it is this command again. Without, a link that cannot be shown a second time.
            return known.getSecretHash().equals(create.getSecretHash())
                    ? new Verdict.AlreadySo(group)
                    : refused(ErrorCode.CONFLICT, "an invite of this id is there already");
        }
        // What nobody can use any more makes room.
        long usable = group.invites().values().stream()
                .filter(invite -> isUsable(invite, nowMillis))
                .count();
        if (usable >= ProtocolLimits.MAX_INVITES || group.invites().size() >= ProtocolLimits.MAX_INVITES * 2) {
            return refused(ErrorCode.CONFLICT, "a group has at most " + ProtocolLimits.MAX_INVITES + " invites");
        }
        Invite.Builder invite = Invite.newBuilder()
                .setInviteId(create.getInviteId())
                .setSecretHash(create.getSecretHash())
                .setMaxUses(create.getMaxUses())
                .setCreatedBy(command.getUserId());
        if (create.hasExpiresAt()) {
            invite.setExpiresAt(create.getExpiresAt());
        }
        return new Verdict.AcceptedPrivately(
                PrivateEvent.newBuilder().setInvite(invite).build(), List.of());
    }

    private static Verdict revoke(ConversationState group, String inviteId) {
        if (!group.invites().containsKey(inviteId)) {
            return refused(ErrorCode.NOT_FOUND, "no such invite");
        }
        PrivateEvent.Builder event = PrivateEvent.newBuilder();
        event.getInviteRevokedBuilder().setInviteId(inviteId);
        return new Verdict.AcceptedPrivately(event.build(), List.of());
    }

    /// By somebody who need not be a member. A wrong, revoked, expired or used-up link, and a group that is not
    /// there, are one answer.
    static Verdict join(@Nullable ConversationState group, Command command, long nowMillis) {
        @Nullable
        Invite invite =
                group == null ? null : group.invites().get(command.getJoin().getInviteId());
        if (group == null
                || invite == null
                || !MessageDigest.isEqual(
                        invite.getSecretHash().toByteArray(),
                        command.getJoin().getSecretHash().toByteArray())) {
            return noSuchInvite();
        }
        if (group.member(command.getUserId()) != null) {
            return new Verdict.AlreadySo(group);
        }
        if (!isUsable(invite, nowMillis)) {
            return noSuchInvite();
        }
        if (group.members().size() >= ProtocolLimits.MAX_MEMBERS) {
            return refused(ErrorCode.GROUP_FULL, "a group has at most " + ProtocolLimits.MAX_MEMBERS + " members");
        }
        return accepted(Event.newBuilder()
                .setMembersAdded(MembersAdded.newBuilder()
                        .addUserIds(command.getUserId())
                        .setInviteId(invite.getInviteId())));
    }

    private static boolean isUsable(Invite invite, long nowMillis) {
        boolean expired = invite.hasExpiresAt() && MessageIds.millis(invite.getExpiresAt()) <= nowMillis;
        boolean usedUp = invite.getMaxUses() > 0 && invite.getUses() >= invite.getMaxUses();
        return !expired && !usedUp;
    }

    private static Verdict.Refused noSuchInvite() {
        return refused(ErrorCode.NOT_FOUND, "no such invite");
    }
}
