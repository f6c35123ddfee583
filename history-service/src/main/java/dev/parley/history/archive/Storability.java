package dev.parley.history.archive;

import com.google.protobuf.Timestamp;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds what Cassandra could never store, before it is tried: a write that always fails would stop the partition.
final class Storability {

    private Storability() {}

    /// Why not, or null.
    static @Nullable String problem(LogEvent logEvent, @Nullable String key) {
        Event event = logEvent.getEvent();
        if (!Identifiers.isConversationId(event.getConversationId())) {
            return "conversationId is none";
        }
        if (!event.getConversationId().equals(key)) {
            return "key is not the conversationId";
        }
        if (event.getSeq() < 0) {
            return "seq: " + event.getSeq() + " (expected: > 0)";
        }
        if (logEvent.hasRequest() && !Identifiers.isUserId(logEvent.getRequest().getUserId())) {
            return "request: its userId is none";
        }
        return logEvent.hasPrivateEvent() ? ofPrivate(event, logEvent.getPrivateEvent()) : ofPublic(event);
    }

    private static @Nullable String ofPublic(Event event) {
        return switch (event.getKindCase()) {
            case CREATED ->
                users(event.getCreated().getMembersList().stream()
                        .map(Member::getUserId)
                        .toList());
            case MEMBERS_ADDED ->
                first(
                        users(event.getMembersAdded().getUserIdsList()),
                        event.getMembersAdded().getInviteId().isEmpty()
                                ? null
                                : invite(event.getMembersAdded().getInviteId()));
            case MEMBER_REMOVED -> user(event.getMemberRemoved().getUserId());
            case MEMBER_LEFT -> user(event.getMemberLeft().getUserId());
            case ROLE_CHANGED -> user(event.getRoleChanged().getUserId());
            case OWNERSHIP_TRANSFERRED ->
                first(sender(event), user(event.getOwnershipTransferred().getUserId()));
            case MESSAGE -> time(event.getMessage().getExpiresAt());
            case EDITED ->
                first(
                        target(event.getEdited().getTargetSeq(), event.getSeq()),
                        time(event.getEdited().getExpiresAt()));
            case DELETED -> target(event.getDeleted().getTargetSeq(), event.getSeq());
            case PINNED -> target(event.getPinned().getTargetSeq(), event.getSeq());
            case REACTED ->
                first(
                        sender(event),
                        target(event.getReacted().getTargetSeq(), event.getSeq()),
                        event.getReacted().getEmoji().length() <= ProtocolLimits.MAX_EMOJI_BYTES
                                ? null
                                : "emoji: too long");
            case RENAMED, DESCRIBED, PICTURE_CHANGED, POLICY_CHANGED, KIND_NOT_SET -> null;
        };
    }

    private static @Nullable String ofPrivate(Event named, PrivateEvent event) {
        return switch (event.getKindCase()) {
            case BLOCK ->
                users(List.of(event.getBlock().getBy(), event.getBlock().getUserId()));
            case SETTINGS -> first(sender(named), time(event.getSettings().getMutedUntil()));
            case HIDDEN ->
                first(
                        sender(named),
                        event.getHidden().getSeq() >= 1
                                ? null
                                : "seq: " + event.getHidden().getSeq() + " (expected: > 0)");
            case INVITE ->
                first(
                        invite(event.getInvite().getInviteId()),
                        user(event.getInvite().getCreatedBy()),
                        time(event.getInvite().getExpiresAt()),
                        time(named.getTime()));
            case INVITE_REVOKED -> invite(event.getInviteRevoked().getInviteId());
            case KIND_NOT_SET -> null;
        };
    }

    private static @Nullable String first(@Nullable String... problems) {
        return Stream.of(problems).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static @Nullable String users(List<String> userIds) {
        return userIds.stream().allMatch(Identifiers::isUserId) ? null : "a userId is none";
    }

    private static @Nullable String user(String userId) {
        return users(List.of(userId));
    }

    private static @Nullable String sender(Event event) {
        return Identifiers.isUserId(event.getSender().getUserId()) ? null : "the sender's userId is none";
    }

    private static @Nullable String invite(String inviteId) {
        return Identifiers.isClientId(inviteId) ? null : "inviteId is none";
    }

    /// An absent one passes.
    private static @Nullable String time(Timestamp time) {
        return Times.isValid(time) ? null : "a time is in no calendar";
    }

    private static @Nullable String target(long targetSeq, long seq) {
        return targetSeq >= 1 && targetSeq < seq
                ? null
                : "targetSeq: " + targetSeq + " (expected: 1.." + (seq - 1) + ")";
    }
}
