package dev.parley.history.reading;

import com.google.protobuf.Timestamp;
import dev.parley.proto.v1.Event;
import java.time.Instant;
import java.util.Set;

/// What of an event is shown to a reader.
final class Disclosure {

    private Disclosure() {}

    /// The event without its content if that has expired, or if the message is hidden; then it also says
    /// so. An edit goes with the message it edits.
    static Event of(Event event, Set<Long> hidden, Instant now) {
        boolean isHidden = hidden.contains(messageOf(event));
        if (isHidden) {
            return blank(event).setHidden(true).build();
        }
        return hasExpired(event, now) ? blank(event).build() : event;
    }

    /// True for a message that can be read: not deleted, hidden or expired.
    static boolean isShown(Event event) {
        return event.hasMessage() && event.getMessage().hasContent() && event.getDeletedSeq() == 0;
    }

    /// The message that an event is or edits; 0 if none.
    static long messageOf(Event event) {
        return switch (event.getKindCase()) {
            case MESSAGE -> event.getSeq();
            case EDITED -> event.getEdited().getTargetSeq();
            default -> 0;
        };
    }

    private static Event.Builder blank(Event event) {
        Event.Builder blank = event.toBuilder();
        if (event.hasMessage()) {
            blank.getMessageBuilder().clearContent();
        } else {
            blank.getEditedBuilder().clearContent();
        }
        return blank;
    }

    private static boolean hasExpired(Event event, Instant now) {
        return switch (event.getKindCase()) {
            case MESSAGE ->
                event.getMessage().hasExpiresAt() && hasCome(event.getMessage().getExpiresAt(), now);
            case EDITED ->
                event.getEdited().hasExpiresAt() && hasCome(event.getEdited().getExpiresAt(), now);
            default -> false;
        };
    }

    private static boolean hasCome(Timestamp time, Instant now) {
        return !Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).isAfter(now);
    }
}
