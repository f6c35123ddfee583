package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.CommandRules.refused;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Hidden;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is a user's own: whom they block, how a conversation looks to them, what they deleted for themselves. In the
/// log like everything, but in no conversation's order, so that nobody else can tell.
final class PrivateRules {

    private PrivateRules() {}

    /// Of somebody one may never have written to, so the conversation need not be there.
    static Verdict block(@Nullable ConversationState conversation, Command command) {
        String blocker = command.getUserId();
        String blocked = command.getBlock().getUserId();
        if (!Identifiers.isUserId(blocked) || blocked.equals(blocker)) {
            return refused(ErrorCode.INVALID, "userId: expected somebody else");
        }
        if (!command.getConversationId().equals(Identifiers.directConversation(blocker, blocked))) {
            return refused(ErrorCode.INVALID, "conversationId: not the one of these two people");
        }
        // Also when it is so already: repeating it is harmless, and whoever waits gets one kind of answer.
        return new Verdict.AcceptedPrivately(
                PrivateEvent.newBuilder()
                        .setBlock(command.getBlock().toBuilder().setBy(blocker))
                        .build(),
                List.of());
    }

    static Verdict settings(Command command) {
        ConversationSettings change = command.getSettings().toBuilder()
                .setConversationId(command.getConversationId())
                .build();
        if (Texts.utf8Length(change.getDraft()) > ProtocolLimits.MAX_DRAFT_BYTES) {
            return refused(ErrorCode.TOO_LARGE, "draft: expected at most " + ProtocolLimits.MAX_DRAFT_BYTES + " bytes");
        }
        if (change.getRequest()) {
            return refused(ErrorCode.INVALID, "request: it can be ended, not made");
        }
        return new Verdict.AcceptedPrivately(
                PrivateEvent.newBuilder().setSettings(change).build(), List.of(command.getUserId()));
    }

    static Verdict hide(ConversationState conversation, Command command) {
        long seq = command.getHide().getSeq();
        if (seq <= 0) {
            return refused(ErrorCode.INVALID, "seq is not positive");
        }
        if (seq > conversation.lastSeq()) {
            return refused(ErrorCode.TARGET_NOT_FOUND, "no message with this seq");
        }
        return new Verdict.AcceptedPrivately(
                PrivateEvent.newBuilder()
                        .setHidden(Hidden.newBuilder()
                                .setConversationId(command.getConversationId())
                                .setSeq(seq))
                        .build(),
                List.of(command.getUserId()));
    }
}
