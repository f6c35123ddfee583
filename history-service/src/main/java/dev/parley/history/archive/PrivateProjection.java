package dev.parley.history.archive;

import dev.parley.history.archive.Fact.Block;
import dev.parley.history.archive.Fact.Hiding;
import dev.parley.history.archive.Fact.InviteMade;
import dev.parley.history.archive.Fact.InviteRevoked;
import dev.parley.history.archive.Fact.Requested;
import dev.parley.history.archive.Fact.Settings;
import dev.parley.proto.log.Invite;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Event;
import java.util.List;

/// What a private event says: about one user, or about the invites of a group.
final class PrivateProjection {

    private PrivateProjection() {}

    static List<Fact> facts(LogEvent logEvent, long timestamp) {
        Event named = logEvent.getEvent();
        PrivateEvent event = logEvent.getPrivateEvent();
        String conversation = named.getConversationId();
        String user = named.getSender().getUserId();
        return switch (event.getKindCase()) {
            case BLOCK ->
                List.of(new Block(
                        conversation,
                        event.getBlock().getBy(),
                        event.getBlock().getUserId(),
                        !event.getBlock().getRemoved(),
                        timestamp));
            case SETTINGS -> List.of(settings(user, conversation, event.getSettings(), timestamp));
            case HIDDEN ->
                List.of(new Hiding(user, conversation, event.getHidden().getSeq(), timestamp));
            case INVITE -> List.of(invite(named, event.getInvite(), timestamp));
            case INVITE_REVOKED ->
                List.of(new InviteRevoked(conversation, event.getInviteRevoked().getInviteId(), timestamp));
            case KIND_NOT_SET -> List.of();
        };
    }

    static Requested requested(LogEvent logEvent, long timestamp) {
        return new Requested(
                logEvent.getEvent().getConversationId(),
                logEvent.getRequest().getUserId(),
                !logEvent.getRequest().getEnded(),
                timestamp);
    }

    private static Settings settings(String user, String conversation, ConversationSettings change, long timestamp) {
        return new Settings(
                user,
                conversation,
                change.hasMutedUntil() ? Times.instant(change.getMutedUntil()) : null,
                change.hasArchived() ? change.getArchived() : null,
                change.hasPinned() ? change.getPinned() : null,
                change.hasMarkedUnread() ? change.getMarkedUnread() : null,
                change.hasDraft() ? change.getDraft() : null,
                timestamp);
    }

    private static InviteMade invite(Event named, Invite invite, long timestamp) {
        return new InviteMade(
                named.getConversationId(),
                invite.getInviteId(),
                invite.getCreatedBy(),
                Times.instant(named.getTime()),
                invite.hasExpiresAt() ? Times.instant(invite.getExpiresAt()) : null,
                invite.getMaxUses(),
                timestamp);
    }
}
