package dev.parley.gateway.inbound;

import com.google.protobuf.Timestamp;
import dev.parley.gateway.session.Session;
import dev.parley.proto.log.SessionChange;
import dev.parley.proto.v1.Hello;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tells `parley.presence` what becomes of one session: opened, in the background, closed. Holds nothing up: what the
/// queue to Kafka has no room for is told later, as long as the session is here, because an opening registers its
/// device. A closing that finds no room is not told: who watches sessions must not trust that it is. Not thread-safe;
/// the session's event loop owns it.
final class SessionNews {

    private final Backbone parts;
    private final Session session;
    private final SessionChange opening;
    private @Nullable SessionChange untoldOpening;
    private @Nullable SessionChange untoldMode;
    private boolean background;

    SessionNews(Backbone parts, Session session, Hello hello) {
        this.parts = parts;
        this.session = session;
        this.opening = change(SessionChange.Kind.OPENED).toBuilder()
                .setPlatform(hello.getPlatform())
                .setName(hello.getName())
                .build();
    }

    void opened() {
        untoldOpening = opening;
        flush();
    }

    void background(boolean on) {
        if (on != background) {
            background = on;
            untoldMode = change(on ? SessionChange.Kind.BACKGROUND : SessionChange.Kind.FOREGROUND);
            flush();
        }
    }

    void closed() {
        flush();
        parts.commands().publish(change(SessionChange.Kind.CLOSED));
    }

    void flush() {
        untoldOpening = tell(untoldOpening);
        if (untoldOpening == null) {
            untoldMode = tell(untoldMode);
        }
    }

    private @Nullable SessionChange tell(@Nullable SessionChange change) {
        return change == null || parts.commands().publish(change) ? null : change;
    }

    private SessionChange change(SessionChange.Kind kind) {
        Instant now = parts.clock().instant();
        return SessionChange.newBuilder()
                .setUserId(session.userId())
                .setDeviceId(session.deviceId())
                .setSessionId(session.id())
                .setGatewayId(parts.gatewayId())
                .setKind(kind)
                .setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .build();
    }
}
