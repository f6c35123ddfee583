package dev.parley.history.sync;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Text;

/// Upper bounds, in bytes, of what parts of a page take as encoded, in JSON or binary, whichever is more. A gateway
/// passes one page on in either encoding, so the page must fit in both.
final class EncodedSize {

    /// `{"re":"...","page":{"events":[],"heads":{},"more":true,"epochs":{},"gaps":[],"headsMore":true}}`
    static final int EMPTY_PAGE = 256;

    /// Names, numbers and punctuation of an event with a message.
    private static final int MESSAGE_FRAME = 420;

    /// What few messages have: the root of a thread, an end, marks.
    private static final int RARE_FIELDS = 120;

    /// `{"start":32767,"length":32768,"userId":,"all":true},`
    private static final int MENTION_FRAME = 60;

    private static final JsonFormat.Printer JSON = JsonFormat.printer().omittingInsignificantWhitespace();

    private EncodedSize() {}

    static int of(Event event) {
        if (!event.hasMessage()) {
            // Rare next to messages, so the exact size costs little.
            return 16 + Math.max(event.getSerializedSize(), ofJson(event));
        }
        return MESSAGE_FRAME
                + (hasRareFields(event) ? RARE_FIELDS : 0)
                + ofText(event.getConversationId())
                + ofText(event.getSender().getUserId())
                + ofText(event.getSender().getDeviceId())
                + ofText(event.getClientId())
                + ofText(event.getMessage().getContent().getText().getBody())
                + ofMentions(event.getMessage().getContent().getText())
                + event.getReactionsCount() * 64;
    }

    private static boolean hasRareFields(Event event) {
        Message message = event.getMessage();
        return message.getThreadRoot() != 0 || message.getForwarded() || message.hasExpiresAt() || event.getHidden();
    }

    private static int ofMentions(Text text) {
        int bytes = 0;
        for (Mention mention : text.getMentionsList()) {
            bytes += MENTION_FRAME + ofText(mention.getUserId());
        }
        return text.getMentionsCount() == 0 ? 0 : bytes + 16;
    }

    static int ofEntry(String conversationId) {
        return ofText(conversationId) + 26;
    }

    static int ofGap(String conversationId) {
        return ofText(conversationId) + 110;
    }

    /// A text as a JSON string; its UTF-8 is never longer.
    private static int ofText(String text) {
        int bytes = 2;
        for (int i = 0; i < text.length(); i++) {
            bytes += ofChar(text.charAt(i));
        }
        return bytes;
    }

    private static int ofChar(char c) {
        if (c < 0x20 || c == 0x2028 || c == 0x2029 || c == '<' || c == '>' || c == '&' || c == '=' || c == '\'') {
            return 6;
        }
        if (c == '"' || c == '\\') {
            return 2;
        }
        // A pair of surrogates is four bytes, two for each half.
        return c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    /// Whether what people write is nowhere in it: ids and numbers only.
    private static boolean isAscii(Event event) {
        return switch (event.getKindCase()) {
            case CREATED, RENAMED, DESCRIBED, PICTURE_CHANGED, EDITED, REACTED -> false;
            default -> true;
        };
    }

    private static int ofJson(Event event) {
        try {
            // Ids and titles: at most three bytes a character.
            return JSON.print(event).length() * (isAscii(event) ? 1 : 3);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an event has no Any field that could fail", e);
        }
    }
}
