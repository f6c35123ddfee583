package dev.parley.gateway.inbound;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Decoded;
import dev.parley.gateway.codec.Encoding;
import dev.parley.gateway.codec.FrameCodec;
import dev.parley.gateway.pressure.Pressure;
import dev.parley.gateway.pressure.RateLimit;
import dev.parley.gateway.websocket.Socket;
import dev.parley.gateway.websocket.SocketListener;
import dev.parley.proto.v1.Frame;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The frames of one connection, in their order, each answered or acted on before the next is looked at. A frame that
/// must wait holds back all behind it, and the socket is not read meanwhile: order survives every kind of pressure.
/// All of it on the socket's event loop.
public final class ClientConnection implements SocketListener {

    private static final int FRAMES_PER_SECOND = 100;
    private static final int FRAME_BURST = 400;

    /// Two and a half heartbeats.
    private static final long SILENCE_NANOS = ProtocolLimits.HEARTBEAT.toNanos() * 5 / 2;

    private final Backbone parts;
    private final Socket socket;
    private final Encoding encoding;
    private final Greeting greeting;
    private final Pressure pressure = new Pressure();
    private final RateLimit frames = new RateLimit(FRAMES_PER_SECOND, FRAME_BURST);
    private final long openedNanos = System.nanoTime();
    private long lastAliveNanos = openedNanos;
    private @Nullable OpenSession open;

    /// Messages behind one that waits.
    private @Nullable Deque<ByteBuf> held;

    /// What the client has heard of, once the messages it sent before it said so are dealt with.
    private long heardNumber;

    private int heardBehind;

    private boolean waiting;
    private int waitNumber;
    private boolean headCounted;
    private boolean closed;

    public ClientConnection(Backbone parts, Socket socket, Encoding encoding, @Nullable Principal principal) {
        this.parts = parts;
        this.socket = socket;
        this.encoding = encoding;
        this.greeting = new Greeting(parts, socket, encoding, principal, pressure, this::welcomed);
    }

    @Override
    public void onMessage(ByteBuf payload) {
        lastAliveNanos = System.nanoTime();
        if (isHeldUp()) {
            hold(payload);
            return;
        }
        Duration wait = handle(payload);
        if (!wait.isZero()) {
            hold(payload);
            await(wait);
        } else {
            headCounted = false;
        }
    }

    @Override
    public void onPong(long number) {
        lastAliveNanos = System.nanoTime();
        if (held == null) {
            heard(number);
        } else {
            heardNumber = number;
            heardBehind = held.size();
        }
    }

    @Override
    public void onAlive() {
        lastAliveNanos = System.nanoTime();
    }

    @Override
    public void onTick(long now) {
        OpenSession session = open;
        if (session == null) {
            boolean late = now - openedNanos > ProtocolLimits.HELLO_WITHIN.toNanos();
            if (late && !greeting.isUnderWay()) {
                close(CloseCode.UNAUTHORIZED);
            }
        } else if (now - lastAliveNanos > SILENCE_NANOS) {
            close(CloseCode.HEARTBEAT_MISSED);
        } else if (session.isExpired()) {
            close(CloseCode.UNAUTHORIZED);
        } else if (session.requests().isPageStuck(now)) {
            close(CloseCode.SLOW_CONSUMER);
        } else {
            session.requests().flush();
        }
    }

    @Override
    public void onClosed(@Nullable CloseCode code) {
        closed = true;
        if (code != null) {
            parts.metrics().closed(code);
        }
        if (held != null) {
            held.forEach(ByteBuf::release);
            held = null;
        }
        if (open != null) {
            open.requests().end();
        }
        greeting.end();
    }

    /// The greeting came to its end; without a session another hello may follow.
    private void welcomed(@Nullable OpenSession session) {
        open = session;
        if (session != null) {
            session.onSettled(this::settled);
        }
        goOn();
    }

    private void settled() {
        if (waiting) {
            goOn();
        }
    }

    private boolean isHeldUp() {
        return waiting || greeting.isUnderWay() || held != null;
    }

    private void hold(ByteBuf payload) {
        Deque<ByteBuf> queue = held;
        if (queue == null) {
            queue = new ArrayDeque<>();
            held = queue;
            socket.setReading(false);
        }
        queue.add(payload.retain());
    }

    private void await(Duration wait) {
        waiting = true;
        int number = ++waitNumber;
        socket.after(wait, () -> {
            if (waiting && number == waitNumber) {
                goOn();
            }
        });
    }

    private void goOn() {
        waiting = false;
        while (!closed && held != null && !greeting.isUnderWay()) {
            ByteBuf payload = held.peek();
            if (payload == null) {
                held = null;
                break;
            }
            Duration wait = handle(payload);
            if (!wait.isZero()) {
                await(wait);
                return;
            }
            headCounted = false;
            if (held != null) {
                held.remove();
                payload.release();
                if (heardBehind > 0 && --heardBehind == 0) {
                    heard(heardNumber);
                }
            }
        }
        if (!closed && held == null) {
            pressure.resumed();
            socket.setReading(true);
        }
    }

    /// @return how long to wait before the same message is tried again; zero: it has been dealt with
    private Duration handle(ByteBuf payload) {
        return switch (FrameCodec.decode(encoding, payload)) {
            case Decoded.Undecodable undecodable -> {
                close(CloseCode.BAD_FRAME);
                yield Duration.ZERO;
            }
            case Decoded.Wrong wrong -> wrong(wrong);
            case Decoded.Valid valid -> valid(valid.frame());
        };
    }

    private Duration wrong(Decoded.Wrong wrong) {
        if (open == null && !wrong.body().equals("hello")) {
            close(CloseCode.UNAUTHORIZED);
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        if (!frames.tryAcquire(now)) {
            noteExcess(now);
        }
        parts.metrics().wrongFrame(wrong.code());
        socket.send(
                wrong.clientId().isEmpty()
                        ? Replies.error(wrong.re(), wrong.code(), wrong.message())
                        : Replies.refused(wrong.re(), wrong.clientId(), wrong.code(), wrong.message()));
        return Duration.ZERO;
    }

    private Duration valid(Frame frame) {
        OpenSession session = open;
        if (session == null) {
            if (frame.hasHello()) {
                greeting.hello(frame);
            } else {
                close(CloseCode.UNAUTHORIZED);
            }
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        if (!headCounted && !frames.tryAcquire(now)) {
            return overFrameRate(session, frame, now);
        }
        // A frame that waits was counted when it was first looked at.
        headCounted = true;
        Duration wait = session.handle(frame, now);
        if (pressure.isAbuse(now)) {
            close(CloseCode.TOO_FAST);
        }
        return wait;
    }

    private Duration overFrameRate(OpenSession session, Frame frame, long now) {
        if (frame.hasTyping() || frame.hasReceived() || frame.hasRead()) {
            parts.metrics().activityDropped();
            noteExcess(now);
            return Duration.ZERO;
        }
        Duration longest = pressure.pause(now);
        if (!longest.isZero()) {
            Duration next = Duration.ofNanos(Math.max(1, frames.nanosUntilNext(now)));
            return next.compareTo(longest) < 0 ? next : longest;
        }
        if (ClientCommand.isOne(frame)) {
            session.commands().refuse(frame, ErrorCode.RATE_LIMITED, now);
        } else {
            socket.send(Replies.error(frame.getId(), ErrorCode.RATE_LIMITED, "too many frames"));
        }
        noteExcess(now);
        return Duration.ZERO;
    }

    private void noteExcess(long now) {
        pressure.noteRefusal(ErrorCode.RATE_LIMITED, now);
        if (pressure.isAbuse(now)) {
            close(CloseCode.TOO_FAST);
        }
    }

    private void heard(long number) {
        pressure.heard(number);
        if (pressure.asks()) {
            socket.ping(pressure.refusals());
        }
    }

    private void close(CloseCode code) {
        socket.close(code);
    }
}
