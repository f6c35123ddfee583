package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.Timestamp;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An accepted command in a response: an ack's fields, in the proto3 mapping.
record AckJson(
        String seq,
        String ordinal,
        String messageId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String time,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String expiresAt,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean duplicate) {

    static AckJson of(Event event) {
        return new AckJson(
                Long.toString(event.getSeq()),
                Long.toString(event.getOrdinal()),
                Long.toString(event.getMessageId()),
                rfc3339(event.getTime()),
                event.getMessage().hasExpiresAt() ? rfc3339(event.getMessage().getExpiresAt()) : null,
                false);
    }

    static AckJson of(Ack ack) {
        return new AckJson(
                Long.toString(ack.getSeq()),
                Long.toString(ack.getOrdinal()),
                Long.toString(ack.getMessageId()),
                ack.hasTime() ? rfc3339(ack.getTime()) : null,
                null,
                true);
    }

    private static String rfc3339(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
    }
}
