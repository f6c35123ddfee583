package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.Timestamp;
import dev.parley.chat.archive.ReadSettings.Settings;
import dev.parley.proto.v1.ConversationSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a conversation looks to the caller, in a response.
///
/// @param mutedUntil absent: not muted
/// @param request absent: it is none
record SettingsJson(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String mutedUntil,
        boolean archived,
        boolean pinned,
        boolean markedUnread,
        String draft,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean request) {

    static SettingsJson of(Settings settings) {
        Instant mutedUntil = settings.mutedUntil();
        boolean muted = mutedUntil != null && mutedUntil.isAfter(Instant.now());
        return new SettingsJson(
                muted ? InviteJson.text(mutedUntil) : null,
                settings.archived(),
                settings.pinned(),
                settings.markedUnread(),
                settings.draft(),
                settings.request());
    }

    /// What the change does not name stays.
    static Settings after(Settings before, ConversationSettings change) {
        return new Settings(
                change.hasMutedUntil() ? instant(change.getMutedUntil()) : before.mutedUntil(),
                change.hasArchived() ? change.getArchived() : before.archived(),
                change.hasPinned() ? change.getPinned() : before.pinned(),
                change.hasMarkedUnread() ? change.getMarkedUnread() : before.markedUnread(),
                change.hasDraft() ? change.getDraft() : before.draft(),
                change.hasRequest() ? change.getRequest() : before.request());
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
