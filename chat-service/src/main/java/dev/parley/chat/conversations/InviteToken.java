package dev.parley.chat.conversations;

import com.google.protobuf.ByteString;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// What an invite link carries: which invite of which group, and a secret of 128 bits. Shown once, to whoever
/// makes the invite; the log and the tables hold only the secret's hash.
///
/// As text: base64url of `1 conversationId inviteId secret`, the secret in base64url too.
record InviteToken(String conversationId, String inviteId, String secret) {

    private static final String VERSION = "1";
    private static final int SECRET_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /// No part holds a space.
    private static final Pattern SEPARATOR = Pattern.compile(" ");

    static InviteToken random(String conversationId, String inviteId) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new InviteToken(conversationId, inviteId, ENCODER.encodeToString(secret));
    }

    /// A text that is no token is an invite that does not exist.
    static InviteToken parse(String text) {
        String[] parts;
        try {
            parts = SEPARATOR.split(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8), -1);
        } catch (IllegalArgumentException e) {
            throw noSuchInvite();
        }
        if (parts.length != 4
                || !parts[0].equals(VERSION)
                || !Identifiers.isConversationId(parts[1])
                || !Identifiers.isClientId(parts[2])) {
            throw noSuchInvite();
        }
        return new InviteToken(parts[1], parts[2], parts[3]);
    }

    String text() {
        String parts = String.join(" ", VERSION, conversationId, inviteId, secret);
        return ENCODER.encodeToString(parts.getBytes(StandardCharsets.UTF_8));
    }

    ByteString secretHash() {
        try {
            return ByteString.copyFrom(
                    MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "InviteToken[" + inviteId + " of " + conversationId + ", secret=[redacted]]";
    }

    private static ProblemException noSuchInvite() {
        return new ProblemException(ErrorCode.NOT_FOUND, "No such invite.");
    }
}
