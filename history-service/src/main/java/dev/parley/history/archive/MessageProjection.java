package dev.parley.history.archive;

import com.google.protobuf.Timestamp;
import dev.parley.contract.Identifiers;
import dev.parley.history.archive.ArchiveBatch.Body;
import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.archive.Fact.Mentioned;
import dev.parley.history.archive.Fact.Pin;
import dev.parley.history.archive.Fact.Reaction;
import dev.parley.history.archive.Fact.Reply;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Reacted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event says about single messages.
public final class MessageProjection {

    /// In place of a user, for `@all`.
    public static final String EVERYBODY = "*";

    private MessageProjection() {}

    static EventRow row(Event event, long timestamp) {
        return new EventRow(event.getConversationId(), event.getSeq(), withoutContent(event), body(event), timestamp);
    }

    static EditMark editMark(Event event, long timestamp) {
        Edited edited = event.getEdited();
        return new EditMark(
                event.getConversationId(),
                edited.getTargetSeq(),
                event.getSeq(),
                body(event, edited.getContent(), edited.hasExpiresAt(), edited.getExpiresAt()),
                timestamp);
    }

    static List<Fact> facts(Event event, long timestamp) {
        String conversation = event.getConversationId();
        return switch (event.getKindCase()) {
            case MESSAGE -> posted(event, timestamp);
            case EDITED -> mentions(event, event.getEdited().getTargetSeq(), timestamp);
            case REACTED -> {
                Reacted reacted = event.getReacted();
                yield List.of(new Reaction(
                        conversation,
                        reacted.getTargetSeq(),
                        reacted.getEmoji(),
                        event.getSender().getUserId(),
                        !reacted.getRemoved(),
                        timestamp));
            }
            case PINNED ->
                List.of(new Pin(
                        conversation,
                        event.getPinned().getTargetSeq(),
                        !event.getPinned().getRemoved(),
                        timestamp));
            default -> List.of();
        };
    }

    private static List<Fact> posted(Event event, long timestamp) {
        List<Fact> facts = new ArrayList<>(mentions(event, event.getSeq(), timestamp));
        long root = event.getMessage().getThreadRoot();
        if (root > 0) {
            facts.add(new Reply(event.getConversationId(), root, event.getSeq(), timestamp));
        }
        return facts;
    }

    /// @param seq the message that mentions them: of an edit, its target
    private static List<Fact> mentions(Event event, long seq, long timestamp) {
        List<Fact> facts = new ArrayList<>();
        Body body = body(event);
        if (body != null) {
            for (String userId : body.mentioned()) {
                facts.add(new Mentioned(event.getConversationId(), userId, seq, true, body.expiresAt(), timestamp));
            }
        }
        return facts;
    }

    private static @Nullable Body body(Event event) {
        return switch (event.getKindCase()) {
            case MESSAGE -> {
                Message message = event.getMessage();
                yield body(event, message.getContent(), message.hasExpiresAt(), message.getExpiresAt());
            }
            case EDITED -> {
                Edited edited = event.getEdited();
                yield body(event, edited.getContent(), edited.hasExpiresAt(), edited.getExpiresAt());
            }
            default -> null;
        };
    }

    private static Body body(Event event, Content content, boolean expires, Timestamp expiresAt) {
        Instant end = expires ? Times.instant(expiresAt) : null;
        return new Body(
                content.toByteString(), mentioned(content, event.getSender().getUserId()), end);
    }

    /// Nobody needs to be told that they mentioned themselves.
    private static Set<String> mentioned(Content content, String sender) {
        Set<String> users = new LinkedHashSet<>();
        for (Mention mention : content.getText().getMentionsList()) {
            String userId = mention.getUserId();
            if (mention.getAll()) {
                users.add(EVERYBODY);
            } else if (Identifiers.isUserId(userId) && !userId.equals(sender) && !userId.equals(EVERYBODY)) {
                users.add(userId);
            }
        }
        return users;
    }

    private static Event withoutContent(Event event) {
        return switch (event.getKindCase()) {
            case MESSAGE ->
                event.toBuilder()
                        .setMessage(event.getMessage().toBuilder().clearContent())
                        .build();
            case EDITED ->
                event.toBuilder()
                        .setEdited(event.getEdited().toBuilder().clearContent())
                        .build();
            default -> event;
        };
    }
}
