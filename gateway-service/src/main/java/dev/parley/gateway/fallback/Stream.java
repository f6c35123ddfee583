package dev.parley.gateway.fallback;

import dev.parley.contract.CloseCode;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Encoding;
import dev.parley.gateway.codec.FrameCodec;
import dev.parley.gateway.drain.Admission;
import dev.parley.gateway.websocket.ConnectHandler.QueueBounds;
import dev.parley.gateway.websocket.Socket;
import dev.parley.gateway.websocket.SocketListener;
import dev.parley.proto.v1.Close;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a socket is to a client that has one, for one without: the way out behind server-sent events and
/// long polls. Frames wait here, in order and bounded, until a response takes them; too many close it with 4002.
/// The last frame of a closed one is `close`. Not thread-safe but for `run` and `loop`; its event loop owns it.
final class Stream implements Socket {

    /// One frame on its way.
    ///
    /// @param token set if the frame moved it: where a client that has this frame goes on
    record Out(String json, @Nullable String token, boolean last) {}

    private record Waiting(Frame frame, String json, boolean bounded) {}

    private final EventExecutor loop;
    private final Admission admission;
    private final QueueBounds bounds;
    private final SocketListener listener;
    private final @Nullable ResumeToken resume;
    private final Replay replay;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private Told told = new Told();
    private int boundedFrames;
    private long boundedBytes;
    private boolean greeted;
    private boolean closing;
    private Runnable onReady = () -> {};

    Stream(
            EventExecutor loop,
            Admission admission,
            QueueBounds bounds,
            SocketListener.Factory listeners,
            Principal principal,
            Replay.Pages pages,
            @Nullable ResumeToken resume) {
        this.loop = loop;
        this.admission = admission;
        this.bounds = bounds;
        this.resume = resume;
        this.replay = new Replay(pages, this::run, frame -> queue(frame, false), queue::isEmpty);
        this.listener = listeners.open(this, Encoding.JSON, principal);
    }

    /// Says hello for the client, which cannot.
    void begin(Hello hello) {
        String json = FrameCodec.json(Frame.newBuilder().setHello(hello).build());
        listener.onMessage(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
    }

    /// @param action run on the loop when there is something to take
    void onReady(Runnable action) {
        onReady = action;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /// The next frame, if there is one. Taken is told: the token behind it counts on its arrival.
    Optional<Out> take() {
        Waiting next = queue.poll();
        if (next == null) {
            return Optional.empty();
        }
        if (next.bounded) {
            boundedFrames--;
            boundedBytes -= next.json.length();
        }
        boolean moved = told.note(next.frame);
        if (queue.isEmpty()) {
            replay.goOn();
        }
        return Optional.of(new Out(next.json, moved ? told.token().encoded() : null, next.frame.hasClose()));
    }

    String token() {
        return told.token().encoded();
    }

    /// Several times in `heartbeatMillis`.
    ///
    /// @param alive whether somebody reads
    void tick(boolean alive) {
        if (closing) {
            return;
        }
        if (alive) {
            listener.onAlive();
        }
        listener.onTick(System.nanoTime());
    }

    /// Nobody reads any more.
    void gone() {
        if (!closing) {
            closing = true;
            queue.clear();
            ended(null);
        }
    }

    @Override
    public EventExecutor loop() {
        return loop;
    }

    @Override
    public void send(Frame frame) {
        if (closing) {
            return;
        }
        if (frame.hasWelcome() && !greeted) {
            greeted = true;
            welcome(frame);
        } else {
            queue(frame, !frame.hasPage());
        }
    }

    @Override
    public void write(Frame frame, ByteBuf encoded) {
        try {
            if (!closing && !replay.holdsBack(frame)) {
                queue(frame, FrameCodec.payload(encoded), true);
            }
        } finally {
            encoded.release();
        }
    }

    @Override
    public void sendPage(Frame page, Runnable written) {
        send(page);
        written.run();
    }

    @Override
    public void ping(long number) {
        // Only a WebSocket answers by itself.
    }

    @Override
    public void close(CloseCode code) {
        if (closing) {
            return;
        }
        if (code == CloseCode.SLOW_CONSUMER) {
            queue.clear();
        }
        queue(
                Frame.newBuilder()
                        .setClose(Close.newBuilder().setCode(code.code()).setReason(code.reason()))
                        .build(),
                false);
        closing = true;
        ended(code);
    }

    @Override
    public void setReading(boolean reading) {
        // Nothing is read from a one-way socket.
    }

    @Override
    public void after(Duration delay, Runnable task) {
        loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    @Override
    public boolean isOpen() {
        return !closing;
    }

    private void welcome(Frame frame) {
        if (resume == null) {
            queue(frame, false);
            return;
        }
        ResumeToken.Resumption resumption = resume.against(frame.getWelcome().getHeadsMap());
        told = resumption.told();
        queue(
                frame.toBuilder()
                        .setWelcome(frame.getWelcome().toBuilder().clearHeads().putAllHeads(resumption.heads()))
                        .build(),
                false);
        replay.begin(resumption.behind(), frame.getWelcome().getHeadsMap());
    }

    private void queue(Frame frame, boolean bounded) {
        queue(frame, FrameCodec.json(frame), bounded);
    }

    private void queue(Frame frame, String json, boolean bounded) {
        if (closing) {
            return;
        }
        if (bounded) {
            if (boundedFrames >= bounds.maxFrames() || boundedBytes + json.length() > bounds.maxBytes()) {
                close(CloseCode.SLOW_CONSUMER);
                return;
            }
            boundedFrames++;
            boundedBytes += json.length();
        }
        queue.add(new Waiting(frame, json, bounded));
        onReady.run();
    }

    private void ended(@Nullable CloseCode code) {
        admission.leave();
        listener.onClosed(code);
    }
}
