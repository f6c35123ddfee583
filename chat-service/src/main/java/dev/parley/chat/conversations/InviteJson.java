package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.chat.archive.ReadInvites;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Invites in responses.
final class InviteJson {

    private InviteJson() {}

    /// @param token shown here and never again
    /// @param expiresAt absent: never
    /// @param maxUses 0: as often as you like
    record Made(
            String inviteId,
            String token,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String expiresAt,

            int maxUses) {}

    /// @param uses how many came in by it
    record Listed(
            String inviteId,
            String createdBy,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String createdAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String expiresAt,

            int maxUses,
            int uses) {

        static Listed of(ReadInvites.Invite invite) {
            return new Listed(
                    invite.inviteId(),
                    invite.createdBy(),
                    text(invite.createdAt()),
                    text(invite.expiresAt()),
                    invite.maxUses(),
                    invite.uses());
        }
    }

    static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
