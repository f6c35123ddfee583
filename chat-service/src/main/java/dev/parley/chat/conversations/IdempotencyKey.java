package dev.parley.chat.conversations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.reactive.function.server.ServerRequest;

/// The `Idempotency-Key` of a POST. A repeat with the key becomes the same command under the same client id, so the
/// sequencer recognises it: no store of answers, and no 24 h after which it is forgotten.
record IdempotencyKey(String value) {

    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 255;

    static Optional<IdempotencyKey> of(ServerRequest request) {
        String value = request.headers().firstHeader(HEADER);
        if (value == null) {
            return Optional.empty();
        }
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw ProblemException.invalid(HEADER + ": expected 1-" + MAX_LENGTH + " characters");
        }
        return Optional.of(new IdempotencyKey(value));
    }

    /// The client id of the command: the key's, or a random one.
    static String clientId(Optional<IdempotencyKey> key) {
        return key.map(present -> "key-" + hash(present.value))
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /// The id of the group this user creates under this key; the same one at every repeat.
    String groupConversation(String userId) {
        // A space cannot be part of a user id, so two users' keys never give the same text.
        return "g_" + hash(userId + " " + value);
    }

    /// The id of the invite this user makes under this key; unguessable or not, it opens nothing.
    String invite(String userId) {
        return "i_" + hash(userId + " " + value);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
