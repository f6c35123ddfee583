package dev.parley.gateway.inbound;

import dev.parley.contract.ErrorCode;
import dev.parley.gateway.pressure.InFlightWindow;
import dev.parley.gateway.pressure.Pressure;
import dev.parley.gateway.pressure.RateLimit;
import dev.parley.gateway.session.Session;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Post;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Send;
import java.time.Duration;
import java.util.Optional;

/// The commands of one session on their way to the log: checked, within the window and the rate, in order. A command
/// that cannot go on now makes its caller wait, and is refused when it waited too long. Not thread-safe; the session's
/// event loop owns it.
final class CommandFlow {

    private static final int COMMANDS_PER_SECOND = 50;
    private static final int COMMAND_BURST = 200;
    private static final Duration RETRY_RATE = Duration.ofSeconds(2);
    private static final Duration RETRY_LATER = Duration.ofSeconds(1);

    /// How often a waiting command looks whether the log is back.
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Backbone parts;
    private final Session session;
    private final Pressure pressure;
    private final InFlightWindow window = new InFlightWindow();
    private final RateLimit rate = new RateLimit(COMMANDS_PER_SECOND, COMMAND_BURST);

    CommandFlow(Backbone parts, Session session, Pressure pressure) {
        this.parts = parts;
        this.session = session;
        this.pressure = pressure;
    }

    /// @return how long to wait before the same frame is tried again; zero: it has been dealt with
    Duration send(Frame frame, long now) {
        Send send = frame.getSend();
        return switch (SendRules.judge(send)) {
            case SendRules.Verdict.Unnamed unnamed -> {
                parts.metrics().wrongFrame(ErrorCode.INVALID);
                session.outlet().send(Replies.error(frame.getId(), ErrorCode.INVALID, unnamed.message()));
                yield Duration.ZERO;
            }
            case SendRules.Verdict.Refused refused -> {
                parts.metrics().refused(refused.code());
                session.outlet()
                        .send(Replies.refused(frame.getId(), send.getClientId(), refused.code(), refused.message()));
                yield Duration.ZERO;
            }
            case SendRules.Verdict.Fine fine -> goOn(frame, send, now);
        };
    }

    /// Refuses a command for a reason outside this class, with all that follow it in its conversation.
    void refuse(Frame frame, ErrorCode code, long now) {
        Send send = frame.getSend();
        Duration retryAfter = code == ErrorCode.RATE_LIMITED ? RETRY_RATE : RETRY_LATER;
        Pressure.Refusal refusal = pressure.refuse(send.getConversationId(), send.getClientId(), code, retryAfter, now);
        answer(frame.getId(), send.getClientId(), refusal);
        if (pressure.asks()) {
            session.outlet().ping(pressure.refusals());
        }
    }

    void settled(String conversationId, String clientId) {
        if (conversationId.isEmpty()) {
            window.leave(clientId);
        } else {
            window.leave(conversationId, clientId);
        }
    }

    private Duration goOn(Frame frame, Send send, long now) {
        Optional<Pressure.Refusal> standing = pressure.standing(send.getConversationId(), send.getClientId(), now);
        if (standing.isPresent()) {
            answer(frame.getId(), send.getClientId(), standing.get());
            return Duration.ZERO;
        }
        if (!window.hasRoom(send.getConversationId(), send.getClientId())) {
            // An ack ends the wait before its time.
            return waitOrRefuse(frame, ErrorCode.TOO_MANY_IN_FLIGHT, Pressure.LONGEST_PAUSE, now);
        }
        long untilNext = rate.nanosUntilNext(now);
        if (untilNext > 0) {
            return waitOrRefuse(frame, ErrorCode.RATE_LIMITED, Duration.ofNanos(untilNext), now);
        }
        if (!parts.directory().isLinked() || parts.commands().isBehind()) {
            // Without Redis no ack would come back, and without acks the client could not tell what was accepted.
            return waitOrRefuse(frame, ErrorCode.UNAVAILABLE, LOOK_AGAIN, now);
        }
        if (!parts.commands().publish(command(frame, send), () -> failed(frame))) {
            return waitOrRefuse(frame, ErrorCode.UNAVAILABLE, LOOK_AGAIN, now);
        }
        rate.tryAcquire(now);
        window.tryEnter(send.getConversationId(), send.getClientId());
        parts.metrics().accepted();
        return Duration.ZERO;
    }

    private Duration waitOrRefuse(Frame frame, ErrorCode code, Duration wait, long now) {
        Duration longest = pressure.pause(now);
        if (longest.isZero()) {
            refuse(frame, code, now);
            return Duration.ZERO;
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /// From any thread: the log will never have it.
    private void failed(Frame frame) {
        session.outlet().loop().execute(() -> {
            Send send = frame.getSend();
            window.leave(send.getConversationId(), send.getClientId());
            refuse(frame, ErrorCode.UNAVAILABLE, System.nanoTime());
        });
    }

    private void answer(String re, String clientId, Pressure.Refusal refusal) {
        parts.metrics().refused(refusal.code());
        session.outlet().send(Replies.refused(re, clientId, refusal));
    }

    private Command command(Frame frame, Send send) {
        return Command.newBuilder()
                .setOrigin(Origin.newBuilder()
                        .setAddress(parts.gatewayId())
                        .setSessionId(session.id())
                        .setRe(frame.getId()))
                .setConversationId(send.getConversationId())
                .setUserId(session.userId())
                .setDeviceId(session.deviceId())
                .setClientId(send.getClientId())
                .setPost(Post.newBuilder().setContent(send.getContent()).setReplyTo(send.getReplyTo()))
                .build();
    }
}
