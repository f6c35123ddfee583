package dev.parley.chat.sequencing;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Mentions;
import dev.parley.contract.ProtocolLimits;
import dev.parley.contract.WhiteSpace;
import dev.parley.proto.v1.Content;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Bounds of what people write. Texts are stored as sent; they are only measured here.
final class Texts {

    private Texts() {}

    static Optional<Verdict.Refused> refusalOf(Content content) {
        if (!content.hasText()) {
            return Optional.of(CommandRules.refused(ErrorCode.INVALID, "content of no known kind"));
        }
        String body = content.getText().getBody();
        if (utf8Length(body) > ProtocolLimits.MAX_TEXT_BYTES) {
            return Optional.of(CommandRules.refused(
                    ErrorCode.TOO_LARGE, "text: expected at most " + ProtocolLimits.MAX_TEXT_BYTES + " bytes"));
        }
        if (WhiteSpace.isAll(body)) {
            return Optional.of(CommandRules.refused(ErrorCode.EMPTY, "the text is empty"));
        }
        return Mentions.areSound(content.getText())
                ? Optional.empty()
                : Optional.of(CommandRules.refused(
                        ErrorCode.INVALID,
                        "mentions: expected up to " + ProtocolLimits.MAX_MENTIONS
                                + " ranges of the text, in order, each of a user or of all"));
    }

    /// A title that is there. A group may be created without one.
    static Optional<Verdict.Refused> refusalOfTitle(String title) {
        if (utf8Length(title) > ProtocolLimits.MAX_TITLE_BYTES) {
            return Optional.of(CommandRules.refused(
                    ErrorCode.TOO_LARGE, "title: expected at most " + ProtocolLimits.MAX_TITLE_BYTES + " bytes"));
        }
        if (WhiteSpace.isAll(title)) {
            return Optional.of(CommandRules.refused(ErrorCode.EMPTY, "the title is empty"));
        }
        return Optional.empty();
    }

    static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
