package dev.parley.chat.sequencing;

import dev.parley.chat.sequencing.Permissions.Action;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.React;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Reacted;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Authorises and validates a command against the conversation at its place in the order. The edge has checked most
/// of this before; it is checked again here because only here is it certain.
final class CommandRules {

    private final Permissions permissions;
    private final GroupRules groupRules;

    CommandRules(Permissions permissions) {
        this.permissions = permissions;
        groupRules = new GroupRules(permissions);
    }

    /// True if the command says who wants what from which conversation, so that state can be looked up for it.
    static boolean isAddressed(Command command) {
        return Identifiers.isConversationId(command.getConversationId())
                && Identifiers.isUserId(command.getUserId())
                && Identifiers.isDeviceId(command.getDeviceId())
                && Identifiers.isClientId(command.getClientId());
    }

    Verdict judge(@Nullable ConversationState conversation, Command command) {
        if (command.hasCreate()) {
            return CreationRules.judge(conversation, command);
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
            case POST -> post(conversation, sender, command);
            case EDIT -> edit(conversation, sender, command);
            case DELETE -> delete(conversation, sender, command);
            case REACT -> react(conversation, sender, command.getReact());
            case ADD_MEMBERS, REMOVE_MEMBER, CHANGE_ROLE, RENAME, CHANGE_POLICY ->
                groupRules.judge(conversation, sender, command);
            case CREATE, BODY_NOT_SET -> throw new IllegalStateException("handled above: " + command.getBodyCase());
        };
    }

    private Verdict post(ConversationState conversation, Membership sender, Command command) {
        if (!permissions.allows(sender.role(), Action.POST, conversation.policy())) {
            return forbidden("only admins post here");
        }
        Content content = command.getPost().getContent();
        Optional<Verdict.Refused> bad = Texts.refusalOf(content);
        if (bad.isPresent()) {
            return bad.get();
        }
        long replyTo = command.getPost().getReplyTo();
        if (replyTo < 0) {
            return refused(ErrorCode.INVALID, "replyTo is negative");
        }
        if (replyTo > conversation.lastSeq()) {
            return targetNotFound();
        }
        return accepted(Event.newBuilder()
                .setMessage(Message.newBuilder().setContent(content).setReplyTo(replyTo)));
    }

    private Verdict edit(ConversationState conversation, Membership sender, Command command) {
        Target target = command.getEdit().getTarget();
        Optional<Verdict.Refused> badTarget = refusalOf(target, conversation);
        if (badTarget.isPresent()) {
            return badTarget.get();
        }
        boolean own = target.getAuthor().equals(command.getUserId());
        if (!permissions.allows(sender.role(), own ? Action.EDIT_OWN : Action.EDIT_OTHERS, conversation.policy())) {
            return forbidden("only the author edits a message");
        }
        Content content = command.getEdit().getContent();
        Optional<Verdict.Refused> badContent = Texts.refusalOf(content);
        if (badContent.isPresent()) {
            return badContent.get();
        }
        return accepted(Event.newBuilder()
                .setEdited(Edited.newBuilder().setTargetSeq(target.getSeq()).setContent(content)));
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
        Optional<Verdict.Refused> badTarget = refusalOf(react.getTarget(), conversation);
        if (badTarget.isPresent()) {
            return badTarget.get();
        }
        if (!permissions.allows(sender.role(), Action.REACT, conversation.policy())) {
            return forbidden("reactions are not open to this role");
        }
        if (Texts.isBlank(react.getEmoji()) || Texts.utf8Length(react.getEmoji()) > ProtocolLimits.MAX_EMOJI_BYTES) {
            return refused(ErrorCode.INVALID, "emoji: expected 1-" + ProtocolLimits.MAX_EMOJI_BYTES + " bytes");
        }
        return accepted(Event.newBuilder()
                .setReacted(Reacted.newBuilder()
                        .setTargetSeq(react.getTarget().getSeq())
                        .setEmoji(react.getEmoji())
                        .setRemoved(react.getRemoved())));
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
