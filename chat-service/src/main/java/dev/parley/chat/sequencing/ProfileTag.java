package dev.parley.chat.sequencing;

import dev.parley.proto.v1.Policy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A tag of what can be edited of a conversation: equal tags, equal title, description, picture and policy. A
/// function of these alone, so that who reads them from the archive and who decides by the log come to the same
/// tag. Changing something back gives the old tag again, which is as good: nothing would be overwritten unseen.
public final class ProfileTag {

    private static final int BYTES = 16;

    private ProfileTag() {}

    /// @param policy complete, see {@link Policies#complete}
    public static String of(String title, String description, String picture, Policy policy) {
        StringBuilder text = new StringBuilder();
        for (String part : List.of(
                title,
                description,
                picture,
                policy.getHistory(),
                policy.getPost(),
                policy.getAdd(),
                policy.getRename(),
                policy.getPin(),
                Integer.toString(policy.getEditWithinSeconds()),
                Integer.toString(policy.getSlowModeSeconds()),
                Integer.toString(policy.getDisappearAfterSeconds()))) {
            // With its length, so that no two profiles give one text.
            text.append(part.length()).append(':').append(part);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
