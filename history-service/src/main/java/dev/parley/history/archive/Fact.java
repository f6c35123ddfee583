package dev.parley.history.archive;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One row, or some columns of one, that an event makes true. Of two that contradict each other the one with the later
/// timestamp holds.
public sealed interface Fact {

    long timestamp();

    /// What a conversation is called and how it works. Null: as it was.
    ///
    /// @param policy an encoded `parley.v1.Policy`, whole
    record Profile(
            String conversationId,
            @Nullable String kind,
            @Nullable String title,
            @Nullable String description,
            @Nullable String picture,
            @Nullable ByteString policy,
            long timestamp)
            implements Fact {}

    record Joining(String conversationId, String userId, String role, long seq, long timestamp) implements Fact {}

    record Leaving(String conversationId, String userId, long seq, long timestamp) implements Fact {}

    record RoleChange(String conversationId, String userId, String role, long timestamp) implements Fact {}

    record Pin(String conversationId, long seq, boolean pinned, long timestamp) implements Fact {}

    record Reply(String conversationId, long root, long seq, long timestamp) implements Fact {}

    /// A message mentions a user, or no longer does.
    ///
    /// @param userId {@link MessageProjection#EVERYBODY} for all
    /// @param expiresAt when the message will be gone, and this with it; null: never
    record Mentioned(
            String conversationId,
            String userId,
            long seq,
            boolean live,
            @Nullable Instant expiresAt,
            long timestamp) implements Fact {}

    record Reaction(String conversationId, long targetSeq, String emoji, String userId, boolean live, long timestamp)
            implements Fact {}

    /// The user deleted this message for themselves.
    record Hiding(String userId, String conversationId, long seq, long timestamp) implements Fact {}

    /// How a conversation looks to one user. Null: as it was.
    record Settings(
            String userId,
            String conversationId,
            @Nullable Instant mutedUntil,
            @Nullable Boolean archived,
            @Nullable Boolean pinned,
            @Nullable Boolean markedUnread,
            @Nullable String draft,
            long timestamp)
            implements Fact {}

    /// @param conversationId the direct one of the two
    record Block(String conversationId, String blocker, String blockedUserId, boolean blocked, long timestamp)
            implements Fact {}

    /// A direct conversation is a request to one of its people, or none any more.
    record Requested(String conversationId, String userId, boolean requested, long timestamp) implements Fact {}

    /// @param expiresAt null: never
    /// @param maxUses 0: as often as you like
    record InviteMade(
            String conversationId,
            String inviteId,
            String createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            int maxUses,
            long timestamp)
            implements Fact {}

    /// @param seq of the event by which somebody let themselves in
    record InviteUsed(String conversationId, String inviteId, long seq, long timestamp) implements Fact {}

    record InviteRevoked(String conversationId, String inviteId, long timestamp) implements Fact {}
}
