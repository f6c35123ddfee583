package dev.parley.chat.conversations;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;

/// The opaque place in a list of conversations or of members: the last id served. The first byte is a version.
final class Cursor {

    private static final char VERSION = '1';

    private Cursor() {}

    static String after(String id) {
        byte[] bytes = (VERSION + id).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String parse(String cursor) {
        return parse(cursor, Identifiers::isConversationId);
    }

    static String parseUser(String cursor) {
        return parse(cursor, Identifiers::isUserId);
    }

    private static String parse(String cursor, Predicate<String> isId) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad();
        }
        if (text.isEmpty() || text.charAt(0) != VERSION || !isId.test(text.substring(1))) {
            throw bad();
        }
        return text.substring(1);
    }

    private static ProblemException bad() {
        return new ProblemException(ErrorCode.BAD_CURSOR, "The cursor is none of ours.");
    }
}
