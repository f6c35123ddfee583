package dev.parley.contract;

import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Event;

/// What travels in a command about the message it names. None of it ever changes, so whoever reads it may be behind.
public final class MessageTarget {

    private MessageTarget() {}

    /// Without an author if the event is no message.
    public static Target of(Event event) {
        if (!event.hasMessage()) {
            return noMessage(event.getSeq());
        }
        Target.Builder target = Target.newBuilder()
                .setSeq(event.getSeq())
                .setAuthor(event.getSender().getUserId())
                .setTime(event.getTime());
        if (event.getMessage().hasExpiresAt()) {
            target.setExpiresAt(event.getMessage().getExpiresAt());
        }
        return target.build();
    }

    public static Target noMessage(long seq) {
        return Target.newBuilder().setSeq(seq).build();
    }
}
