package dev.parley.gateway.inbound;

import com.google.protobuf.Timestamp;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.gateway.pressure.Pressure;
import dev.parley.gateway.session.Session;
import dev.parley.proto.v1.Error;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Limits;
import dev.parley.proto.v1.Pong;
import dev.parley.proto.v1.Presence;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Welcome;
import java.time.Instant;

/// The frames a gateway answers with by itself.
final class Replies {

    private static final Limits LIMITS = Limits.newBuilder()
            .setMaxFrameBytes(ProtocolLimits.MAX_FRAME_BYTES)
            .setMaxTextBytes(ProtocolLimits.MAX_TEXT_BYTES)
            .setMaxInFlight(ProtocolLimits.MAX_IN_FLIGHT)
            .build();

    private Replies() {}

    static Frame error(String re, ErrorCode code, String message) {
        return Frame.newBuilder()
                .setRe(re)
                .setError(Error.newBuilder().setCode(code.name()).setMessage(message))
                .build();
    }

    static Frame refused(String re, String clientId, ErrorCode code, String message) {
        return Frame.newBuilder()
                .setRe(re)
                .setRefused(Refused.newBuilder()
                        .setClientId(clientId)
                        .setCode(code.name())
                        .setMessage(message))
                .build();
    }

    static Frame refused(String re, String clientId, Pressure.Refusal refusal) {
        return Frame.newBuilder()
                .setRe(re)
                .setRefused(Refused.newBuilder()
                        .setClientId(clientId)
                        .setCode(refusal.code().name())
                        .setMessage("try again later")
                        .setRetryAfterMillis(refusal.retryAfterMillis()))
                .build();
    }

    static Frame pong(String re) {
        return Frame.newBuilder().setRe(re).setPong(Pong.getDefaultInstance()).build();
    }

    static Frame offline(String userId) {
        return Frame.newBuilder()
                .setPresence(Presence.newBuilder().setUserId(userId).setStatus("offline"))
                .build();
    }

    static Welcome.Builder welcome(Session session, Instant now, Instant tokenExpiresAt) {
        return Welcome.newBuilder()
                .setSessionId(session.id())
                .setUserId(session.userId())
                .setDeviceId(session.deviceId())
                .setHeartbeatMillis((int) ProtocolLimits.HEARTBEAT.toMillis())
                .setServerTime(timestamp(now))
                .setTokenExpiresAt(timestamp(tokenExpiresAt))
                .setLimits(LIMITS);
    }

    /// To the millisecond.
    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano() / 1_000_000 * 1_000_000)
                .build();
    }
}
