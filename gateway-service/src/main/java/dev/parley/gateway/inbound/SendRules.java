package dev.parley.gateway.inbound;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Send;
import java.nio.charset.StandardCharsets;

/// What can be said about a `send` without knowing its conversation.
final class SendRules {

    sealed interface Verdict {

        record Fine() implements Verdict {}

        /// It cannot even be named in a refusal: answered with `error`.
        record Unnamed(String message) implements Verdict {}

        record Refused(ErrorCode code, String message) implements Verdict {}
    }

    private static final Verdict FINE = new Verdict.Fine();

    private SendRules() {}

    static Verdict judge(Send send) {
        if (!Identifiers.isClientId(send.getClientId())) {
            return new Verdict.Unnamed("clientId: 1-128 printable ASCII are needed");
        }
        if (!Identifiers.isConversationId(send.getConversationId())) {
            return new Verdict.Refused(ErrorCode.INVALID, "conversationId: 1-128 printable ASCII are needed");
        }
        if (send.getReplyTo() < 0) {
            return new Verdict.Refused(ErrorCode.INVALID, "replyTo: negative");
        }
        if (send.getContent().getKindCase() != Content.KindCase.TEXT) {
            return new Verdict.Refused(ErrorCode.INVALID, "content: a text is needed");
        }
        String body = send.getContent().getText().getBody();
        if (body.codePoints().allMatch(SendRules::isWhiteSpace)) {
            return new Verdict.Refused(ErrorCode.EMPTY, "the text is empty");
        }
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ProtocolLimits.MAX_TEXT_BYTES) {
            return new Verdict.Refused(
                    ErrorCode.TOO_LARGE,
                    "text: " + bytes + " bytes (expected: <= " + ProtocolLimits.MAX_TEXT_BYTES + ")");
        }
        return FINE;
    }

    /// The Unicode property White_Space; `Character.isWhitespace` leaves out the no-break spaces.
    private static boolean isWhiteSpace(int c) {
        return (c >= 0x09 && c <= 0x0d) || c == 0x85 || Character.isSpaceChar(c);
    }
}
