package dev.parley.gateway.inbound;

import dev.parley.contract.ErrorCode;
import dev.parley.gateway.pressure.InFlightWindow;
import dev.parley.gateway.pressure.Pressure;
import dev.parley.gateway.pressure.RateLimit;
import dev.parley.gateway.session.Session;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Frame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
    private final Runnable tryAgain;
    private @Nullable TargetLookup lookup;

    /// @param tryAgain has the frame tried again that waits, on the session's event loop
    CommandFlow(Backbone parts, Session session, Pressure pressure, Runnable tryAgain) {
        this.parts = parts;
        this.session = session;
        this.pressure = pressure;
        this.tryAgain = tryAgain;
    }

    /// @param frame a {@link ClientCommand}
    /// @return how long to wait before the same frame is tried again; zero: it has been dealt with
    Duration take(Frame frame, long now) {
        ClientCommand command = ClientCommand.of(frame);
        return switch (CommandChecks.judge(command)) {
            case CommandChecks.Verdict.Unnamed unnamed -> {
                parts.metrics().wrongFrame(ErrorCode.INVALID);
                session.outlet().send(Replies.error(frame.getId(), ErrorCode.INVALID, unnamed.message()));
                yield Duration.ZERO;
            }
            case CommandChecks.Verdict.Refused refused -> {
                parts.metrics().refused(refused.code());
                session.outlet()
                        .send(Replies.refused(frame.getId(), command.clientId(), refused.code(), refused.message()));
                yield Duration.ZERO;
            }
            case CommandChecks.Verdict.Fine fine -> goOn(command, now);
        };
    }

    /// Refuses a command for a reason outside this class, with all that follow it in its conversation.
    void refuse(Frame frame, ErrorCode code, long now) {
        refuse(ClientCommand.of(frame), code, now);
    }

    private void refuse(ClientCommand command, ErrorCode code, long now) {
        Duration retryAfter = code == ErrorCode.RATE_LIMITED ? RETRY_RATE : RETRY_LATER;
        answer(command, pressure.refuse(command.conversationId(), command.clientId(), code, retryAfter, now));
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

    private Duration goOn(ClientCommand command, long now) {
        String conversationId = command.conversationId();
        Optional<Pressure.Refusal> standing = pressure.standing(conversationId, command.clientId(), now);
        if (standing.isPresent()) {
            answer(command, standing.get());
            return Duration.ZERO;
        }
        if (!window.hasRoom(conversationId, command.clientId())) {
            // An ack ends the wait before its time.
            return waitOrRefuse(command, ErrorCode.TOO_MANY_IN_FLIGHT, Pressure.LONGEST_PAUSE, now);
        }
        long untilNext = rate.nanosUntilNext(now);
        if (untilNext > 0) {
            return waitOrRefuse(command, ErrorCode.RATE_LIMITED, Duration.ofNanos(untilNext), now);
        }
        long untilShared = parts.limits().nanosUntilNext(session.userId(), conversationId, now);
        if (untilShared > 0) {
            return waitOrRefuse(command, ErrorCode.RATE_LIMITED, Duration.ofNanos(untilShared), now);
        }
        if (!parts.directory().isLinked() || parts.commands().isBehind()) {
            // Without Redis no ack would come back, and without acks the client could not tell what was accepted.
            return waitOrRefuse(command, ErrorCode.UNAVAILABLE, LOOK_AGAIN, now);
        }
        Target target = Target.getDefaultInstance();
        if (command.targetSeq() > 0) {
            // Its answer ends the wait before its time.
            TargetLookup asked = lookupOf(command, now);
            Duration left = asked.left(now);
            if (!left.isZero()) {
                return left;
            }
            Optional<Target> found = asked.target().getNow(Optional.empty());
            if (found.isEmpty()) {
                lookup = null;
                refuse(command, ErrorCode.UNAVAILABLE, now);
                return Duration.ZERO;
            }
            target = found.get();
        }
        if (!parts.commands().publish(logged(command, target), () -> failed(command))) {
            return waitOrRefuse(command, ErrorCode.UNAVAILABLE, LOOK_AGAIN, now);
        }
        lookup = null;
        rate.tryAcquire(now);
        parts.limits().take(session.userId(), conversationId);
        window.tryEnter(conversationId, command.clientId());
        parts.metrics().accepted();
        return Duration.ZERO;
    }

    /// The look-up this command waits for, begun if need be. Only the first of the frames held back has one.
    private TargetLookup lookupOf(ClientCommand command, long now) {
        TargetLookup current = lookup;
        if (current != null && current.command().equals(command)) {
            return current;
        }
        CompletableFuture<Optional<Target>> target = parts.targets()
                .of(session.userId(), command.conversationId(), command.targetSeq())
                .exceptionally(failure -> Optional.empty())
                .toCompletableFuture();
        target.thenRun(() -> session.outlet().loop().execute(tryAgain));
        TargetLookup begun = new TargetLookup(command, target, now);
        lookup = begun;
        return begun;
    }

    private Duration waitOrRefuse(ClientCommand command, ErrorCode code, Duration wait, long now) {
        Duration longest = pressure.pause(now);
        if (longest.isZero()) {
            refuse(command, code, now);
            return Duration.ZERO;
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /// From any thread: the log will never have it.
    private void failed(ClientCommand command) {
        session.outlet().loop().execute(() -> {
            window.leave(command.conversationId(), command.clientId());
            refuse(command, ErrorCode.UNAVAILABLE, System.nanoTime());
        });
    }

    private void answer(ClientCommand command, Pressure.Refusal refusal) {
        parts.metrics().refused(refusal.code());
        session.outlet().send(Replies.refused(command.frame().getId(), command.clientId(), refusal));
    }

    private Command logged(ClientCommand command, Target target) {
        Command.Builder logged = Command.newBuilder()
                .setOrigin(Origin.newBuilder()
                        .setAddress(parts.gatewayId())
                        .setSessionId(session.id())
                        .setRe(command.frame().getId())
                        .setPosted(session.outlet().isPost()))
                .setConversationId(command.conversationId())
                .setUserId(session.userId())
                .setDeviceId(session.deviceId())
                .setClientId(command.clientId());
        command.writeTo(logged, target);
        return logged.build();
    }
}
