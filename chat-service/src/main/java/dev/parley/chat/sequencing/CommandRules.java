package dev.parley.chat.sequencing;

import dev.parley.chat.sequencing.Permissions.Action;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.contract.WhiteSpace;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Pin;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.React;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Pinned;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.Reacted;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Authorises and validates a command against the conversation at its place in the order. The edge has checked most
/// of this before; it is checked again here because only here is it certain.
final class CommandRules {

    private final Permissions permissions;
    private final GroupRules groupRules;
    private final InviteRules inviteRules;

    CommandRules(Permissions permissions) {
        this.permissions = permissions;
        groupRules = new GroupRules(permissions);
        inviteRules = new InviteRules(permissions);
    }

    /// True if the command says who wants what from which conversation, so that state can be looked up for it.
    static boolean isAddressed(Command command) {
        return Identifiers.isConversationId(command.getConversationId())
                && Identifiers.isUserId(command.getUserId())
                && Identifiers.isDeviceId(command.getDeviceId())
                && Identifiers.isClientId(command.getClientId());
    }

    /// @param nowMillis the time the event would have, epoch milliseconds; it comes from the log
    Verdict judge(@Nullable ConversationState known, Command command, long nowMillis) {
        if (command.hasBlock()) {
            return PrivateRules.block(known, command);
        }
        @Nullable ConversationState conversation = known == null || !known.isCreated() ? null : known;
        if (command.hasCreate()) {
            return CreationRules.judge(conversation, command);
        }
        if (command.hasJoin()) {
            return InviteRules.join(conversation, command, nowMillis);
        }
        if (command.getBodyCase() == Command.BodyCase.BODY_NOT_SET) {
            return refused(ErrorCode.INVALID, "the command has no body");
        }
        // Never existed, left, never joined: one answer, so that nobody can probe for conversations.
        @Nullable Membership sender = conversation == null ? null : conversation.member(command.getUserId());
        if (conversation == null || sender == null) {
            return refused(ErrorCode.NOT_A_MEMBER, "not a member of this conversation");
        }
        return switch (command.getBodyCase()) {
            case POST -> post(conversation, sender, command.getPost(), nowMillis);
            case EDIT -> edit(conversation, sender, command, nowMillis);
            case DELETE -> delete(conversation, sender, command);
            case REACT -> react(conversation, sender, command.getReact());
            case PIN -> pin(conversation, sender, command.getPin());
            case ADD_MEMBERS,
                    REMOVE_MEMBER,
                    CHANGE_ROLE,
                    TRANSFER_OWNERSHIP,
                    RENAME,
                    DESCRIBE,
                    CHANGE_PICTURE,
                    CHANGE_POLICY -> groupRules.judge(conversation, sender, command);
            case CREATE_INVITE, REVOKE_INVITE -> inviteRules.judge(conversation, sender, command, nowMillis);
            case SETTINGS -> PrivateRules.settings(command);
            case HIDE -> PrivateRules.hide(conversation, command);
            case CREATE, JOIN, BLOCK, BODY_NOT_SET ->
                throw new IllegalStateException("handled above: " + command.getBodyCase());
        };
    }

    private Verdict post(ConversationState conversation, Membership sender, Post post, long nowMillis) {
        if (isBlocked(conversation)) {
            return notAllowed();
        }
        if (!permissions.allows(sender.role(), Action.POST, conversation.policy())) {
            return forbidden("only admins post here");
        }
        Optional<Verdict.Refused> bad = Texts.refusalOf(post.getContent());
        if (bad.isPresent()) {
            return bad.get();
        }
        if (post.getReplyTo() < 0 || post.getThreadRoot() < 0) {
            return refused(ErrorCode.INVALID, "replyTo or threadRoot is negative");
        }
        if (post.getReplyTo() > conversation.lastSeq() || post.getThreadRoot() > conversation.lastSeq()) {
            return targetNotFound();
        }
        Duration wait = untilNextPost(conversation.policy(), sender, nowMillis);
        if (!wait.isZero()) {
            return new Verdict.Refused(ErrorCode.RATE_LIMITED, "slow mode", wait);
        }
        Message.Builder message = Message.newBuilder()
                .setContent(post.getContent())
                .setReplyTo(post.getReplyTo())
                .setForwarded(post.getForwarded())
                .setThreadRoot(post.getThreadRoot());
        int lifeSeconds = conversation.policy().getDisappearAfterSeconds();
        if (lifeSeconds > 0) {
            message.setExpiresAt(MessageIds.timestamp(
                    nowMillis + Duration.ofSeconds(lifeSeconds).toMillis()));
        }
        return accepted(Event.newBuilder().setMessage(message));
    }

    /// Zero: now.
    private static Duration untilNextPost(Policy policy, Membership sender, long nowMillis) {
        if (policy.getSlowModeSeconds() == 0 || sender.role() != Role.MEMBER) {
            return Duration.ZERO;
        }
        Duration since = Duration.ofMillis(nowMillis - sender.lastPostMillis());
        Duration left = Duration.ofSeconds(policy.getSlowModeSeconds()).minus(since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Verdict edit(ConversationState conversation, Membership sender, Command command, long nowMillis) {
        if (isBlocked(conversation)) {
            return notAllowed();
        }
        Target target = command.getEdit().getTarget();
        Optional<Verdict.Refused> badTarget = refusalOf(target, conversation);
        if (badTarget.isPresent()) {
            return badTarget.get();
        }
        boolean own = target.getAuthor().equals(command.getUserId());
        if (!permissions.allows(sender.role(), own ? Action.EDIT_OWN : Action.EDIT_OTHERS, conversation.policy())) {
            return forbidden("only the author edits a message");
        }
        int limitSeconds = conversation.policy().getEditWithinSeconds();
        if (limitSeconds > 0
                && nowMillis - MessageIds.millis(target.getTime())
                        > Duration.ofSeconds(limitSeconds).toMillis()) {
            return forbidden("too late to edit, the policy allows " + limitSeconds + " s");
        }
        Content content = command.getEdit().getContent();
        Optional<Verdict.Refused> badContent = Texts.refusalOf(content);
        if (badContent.isPresent()) {
            return badContent.get();
        }
        Edited.Builder edited =
                Edited.newBuilder().setTargetSeq(target.getSeq()).setContent(content);
        if (target.hasExpiresAt()) {
            edited.setExpiresAt(target.getExpiresAt());
        }
        return accepted(Event.newBuilder().setEdited(edited));
    }

    private Verdict delete(ConversationState conversation, Membership sender, Command command) {
        Target target = command.getDelete().getTarget();
        Optional<Verdict.Refused> badTarget = refusalOf(target, conversation);
        if (badTarget.isPresent()) {
            return badTarget.get();
        }
        boolean own = target.getAuthor().equals(command.getUserId());
        if (!permissions.allows(sender.role(), own ? Action.DELETE_OWN : Action.DELETE_OTHERS, conversation.policy())) {
            return forbidden("only its author or an admin deletes a message");
        }
        return accepted(Event.newBuilder().setDeleted(Deleted.newBuilder().setTargetSeq(target.getSeq())));
    }

    private Verdict react(ConversationState conversation, Membership sender, React react) {
        if (isBlocked(conversation)) {
            return notAllowed();
        }
        Optional<Verdict.Refused> badTarget = refusalOf(react.getTarget(), conversation);
        if (badTarget.isPresent()) {
            return badTarget.get();
        }
        if (!permissions.allows(sender.role(), Action.REACT, conversation.policy())) {
            return forbidden("reactions are not open to this role");
        }
        if (WhiteSpace.isAll(react.getEmoji()) || Texts.utf8Length(react.getEmoji()) > ProtocolLimits.MAX_EMOJI_BYTES) {
            return refused(ErrorCode.INVALID, "emoji: expected 1-" + ProtocolLimits.MAX_EMOJI_BYTES + " bytes");
        }
        return accepted(Event.newBuilder()
                .setReacted(Reacted.newBuilder()
                        .setTargetSeq(react.getTarget().getSeq())
                        .setEmoji(react.getEmoji())
                        .setRemoved(react.getRemoved())));
    }

    private Verdict pin(ConversationState conversation, Membership sender, Pin pin) {
        if (isBlocked(conversation)) {
            return notAllowed();
        }
        Optional<Verdict.Refused> badTarget = refusalOf(pin.getTarget(), conversation);
        if (badTarget.isPresent()) {
            return badTarget.get();
        }
        if (!permissions.allows(sender.role(), Action.PIN, conversation.policy())) {
            return forbidden("only admins pin messages");
        }
        return accepted(Event.newBuilder()
                .setPinned(Pinned.newBuilder()
                        .setTargetSeq(pin.getTarget().getSeq())
                        .setRemoved(pin.getRemoved())));
    }

    /// One of the two has blocked the other; it works both ways, so that it does not tell who.
    private static boolean isBlocked(ConversationState conversation) {
        return !conversation.blockers().isEmpty();
    }

    private static Verdict.Refused notAllowed() {
        return refused(ErrorCode.NOT_ALLOWED, "not allowed");
    }

    private static Optional<Verdict.Refused> refusalOf(Target target, ConversationState conversation) {
        if (target.getSeq() <= 0) {
            return Optional.of(refused(ErrorCode.INVALID, "targetSeq is not positive"));
        }
        // The edge names no author if the seq is no message.
        if (target.getSeq() > conversation.lastSeq() || target.getAuthor().isEmpty()) {
            return Optional.of(targetNotFound());
        }
        return Optional.empty();
    }

    static Verdict.Accepted accepted(Event.Builder kind) {
        return new Verdict.Accepted(kind);
    }

    static Verdict.Refused refused(ErrorCode code, String reason) {
        return new Verdict.Refused(code, reason);
    }

    static Verdict.Refused forbidden(String reason) {
        return new Verdict.Refused(ErrorCode.FORBIDDEN, reason);
    }

    private static Verdict.Refused targetNotFound() {
        return refused(ErrorCode.TARGET_NOT_FOUND, "no message with this seq");
    }
}
