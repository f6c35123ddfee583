package dev.parley.gateway.inbound;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.Mentions;
import dev.parley.contract.ProtocolLimits;
import dev.parley.contract.WhiteSpace;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Frame;
import java.nio.charset.StandardCharsets;

/// What can be said about a command without knowing its conversation.
final class CommandChecks {

    sealed interface Verdict {

        record Fine() implements Verdict {}

        /// It cannot even be named in a refusal: answered with `error`.
        record Unnamed(String message) implements Verdict {}

        record Refused(ErrorCode code, String message) implements Verdict {}
    }

    private static final Verdict FINE = new Verdict.Fine();

    private CommandChecks() {}

    static Verdict judge(ClientCommand command) {
        if (!Identifiers.isClientId(command.clientId())) {
            return new Verdict.Unnamed("clientId: 1-128 printable ASCII are needed");
        }
        if (!Identifiers.isConversationId(command.conversationId())) {
            return new Verdict.Refused(ErrorCode.INVALID, "conversationId: 1-128 printable ASCII are needed");
        }
        Frame frame = command.frame();
        if (!frame.hasSend() && command.targetSeq() <= 0) {
            return new Verdict.Refused(ErrorCode.INVALID, "targetSeq: not positive");
        }
        return switch (frame.getBodyCase()) {
            case SEND ->
                frame.getSend().getReplyTo() < 0 || frame.getSend().getThreadRoot() < 0
                        ? new Verdict.Refused(ErrorCode.INVALID, "replyTo or threadRoot: negative")
                        : judge(frame.getSend().getContent());
            case EDIT -> judge(frame.getEdit().getContent());
            case REACT -> judgeEmoji(frame.getReact().getEmoji());
            default -> FINE;
        };
    }

    private static Verdict judge(Content content) {
        if (content.getKindCase() != Content.KindCase.TEXT) {
            return new Verdict.Refused(ErrorCode.INVALID, "content: a text is needed");
        }
        String body = content.getText().getBody();
        if (WhiteSpace.isAll(body)) {
            return new Verdict.Refused(ErrorCode.EMPTY, "the text is empty");
        }
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ProtocolLimits.MAX_TEXT_BYTES) {
            return new Verdict.Refused(
                    ErrorCode.TOO_LARGE,
                    "text: " + bytes + " bytes (expected: <= " + ProtocolLimits.MAX_TEXT_BYTES + ")");
        }
        return Mentions.areSound(content.getText())
                ? FINE
                : new Verdict.Refused(
                        ErrorCode.INVALID,
                        "mentions: up to " + ProtocolLimits.MAX_MENTIONS
                                + " ranges of the text are needed, in order, each of a user or of all");
    }

    private static Verdict judgeEmoji(String emoji) {
        return WhiteSpace.isAll(emoji) || emoji.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_EMOJI_BYTES
                ? new Verdict.Refused(
                        ErrorCode.INVALID, "emoji: expected 1-" + ProtocolLimits.MAX_EMOJI_BYTES + " bytes")
                : FINE;
    }
}
