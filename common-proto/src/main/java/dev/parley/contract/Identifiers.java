package dev.parley.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;

/// The shapes of ids: who may be called what, and how a conversation gets its name.
public final class Identifiers {

    private static final Pattern USER_ID = Pattern.compile("[!-.0-z|~]{1,128}");
    private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final String DIRECT_PREFIX = "d_";

    private Identifiers() {}

    /// 1–128 printable ASCII without spaces, `/`, `{`, `}`.
    public static boolean isUserId(String value) {
        return USER_ID.matcher(value).matches();
    }

    /// 1–64 of `[A-Za-z0-9._-]`.
    public static boolean isDeviceId(String value) {
        return DEVICE_ID.matcher(value).matches();
    }

    /// 1–{@link ProtocolLimits#MAX_CLIENT_ID_BYTES} printable ASCII without spaces.
    public static boolean isClientId(String value) {
        return isPrintableAscii(value, ProtocolLimits.MAX_CLIENT_ID_BYTES);
    }

    /// 1–{@link ProtocolLimits#MAX_CONVERSATION_ID_BYTES} printable ASCII without spaces.
    public static boolean isConversationId(String value) {
        return isPrintableAscii(value, ProtocolLimits.MAX_CONVERSATION_ID_BYTES);
    }

    /// `d_` and a hash of the sorted pair: both sides compute the same id, so creating is idempotent.
    public static String directConversation(String oneUser, String otherUser) {
        boolean sorted = oneUser.compareTo(otherUser) <= 0;
        // A space cannot be part of a user id, so two different pairs never give the same text.
        String pair = sorted ? oneUser + " " + otherUser : otherUser + " " + oneUser;
        byte[] digest = sha256(pair);
        return DIRECT_PREFIX
                + Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 27);
    }

    /// True for ids made by {@link #directConversation}; no group has such a one.
    public static boolean isDirect(String conversationId) {
        return conversationId.startsWith(DIRECT_PREFIX);
    }

    /// `g_` and 122 random bits.
    public static String newGroupConversation() {
        return "g_" + UUID.randomUUID().toString().replace("-", "");
    }

    public static boolean isGroupConversation(String conversationId) {
        return conversationId.startsWith("g_");
    }

    /// 128 bits of a hash, 22 characters, where an id must not be readable or has no bound.
    public static String shortHash(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(sha256(text), 16));
    }

    /// The 64-bit hash by which a command is remembered in the dedup window.
    public static long clientHash(String clientId) {
        byte[] digest = sha256(clientId);
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash << 8) | (digest[i] & 0xff);
        }
        return hash;
    }

    private static boolean isPrintableAscii(String value, int maxLength) {
        if (value.isEmpty() || value.length() > maxLength) {
            return false;
        }
        return value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
