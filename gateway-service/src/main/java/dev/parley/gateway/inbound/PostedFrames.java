package dev.parley.gateway.inbound;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Decoded;
import dev.parley.gateway.codec.Encoding;
import dev.parley.gateway.pressure.Pressure;
import dev.parley.gateway.session.Outlet;
import dev.parley.gateway.session.Session;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// What one `POST /v1/frames` brought, handled in its order and answered together. It is a session of its own that
/// nobody sees: found by its id for acks, in no directory. Answered once every frame that asks for something has its
/// answer, or after ten seconds with those there are; a client sends the others again. Not thread-safe but for
/// `answers`; its event loop owns it.
public final class PostedFrames implements Outlet {

    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final Backbone parts;
    private final EventExecutor loop;
    private final OpenSession open;
    private final Pressure pressure = new Pressure();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private final List<Frame> answers = new ArrayList<>();
    private final CompletableFuture<List<Frame>> done = new CompletableFuture<>();

    /// The client's ids by ours: several frames may carry the same id, or none.
    private final Map<String, String> ids = new HashMap<>();

    private final Set<String> unanswered = new HashSet<>();

    private int attempt;

    private PostedFrames(Backbone parts, EventExecutor loop, Principal principal, String deviceId) {
        this.parts = parts;
        this.loop = loop;
        this.open = new OpenSession(
                parts,
                principal,
                Hello.newBuilder().setDeviceId(deviceId).build(),
                pressure,
                settlement -> new Session(
                        Greeting.newSessionId(),
                        principal.userId(),
                        deviceId,
                        parts.clock().millis(),
                        Encoding.JSON,
                        this,
                        settlement));
        open.onSettled(this::goOn);
    }

    /// @param frames of one POST, none of them undecodable
    public static CompletableFuture<List<Frame>> answers(
            Backbone parts, EventExecutor loop, Principal principal, String deviceId, List<Decoded> frames) {
        PostedFrames posted = new PostedFrames(parts, loop, principal, deviceId);
        loop.execute(() -> posted.begin(frames));
        return posted.done;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public boolean isPost() {
        return true;
    }

    @Override
    public void send(Frame frame) {
        unanswered.remove(frame.getRe());
        answers.add(frame.toBuilder().setRe(ids.getOrDefault(frame.getRe(), "")).build());
        finishIfAnswered();
    }

    @Override
    public void write(Frame frame, ByteBuf encoded) {
        // Nothing is written to a session that is in no directory.
        encoded.release();
    }

    @Override
    public void sendPage(Frame page, Runnable written) {
        send(page);
        written.run();
    }

    @Override
    public void ping(long number) {
        // What a client sends after a refusal, it sends after this answer.
    }

    @Override
    public void close(CloseCode code) {
        finish();
    }

    private void begin(List<Decoded> frames) {
        parts.registry().putPost(open.session());
        for (Decoded decoded : frames) {
            String id = Integer.toString(ids.size());
            switch (decoded) {
                case Decoded.Valid valid -> {
                    ids.put(id, valid.frame().getId());
                    if (asks(valid.frame())) {
                        unanswered.add(id);
                    }
                    waiting.add(valid.frame().toBuilder().setId(id).build());
                }
                case Decoded.Wrong wrong -> answers.add(wrongFrame(wrong));
                case Decoded.Undecodable none -> throw new IllegalArgumentException(none.why());
            }
        }
        loop.schedule(this::finish, AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        goOn();
    }

    private void goOn() {
        int current = ++attempt;
        while (!waiting.isEmpty() && !done.isDone()) {
            Duration wait = handle(waiting.element());
            if (!wait.isZero()) {
                loop.schedule(
                        () -> {
                            if (attempt == current) {
                                goOn();
                            }
                        },
                        wait.toNanos(),
                        TimeUnit.NANOSECONDS);
                return;
            }
            waiting.remove();
        }
        pressure.resumed();
        finishIfAnswered();
    }

    private Duration handle(Frame frame) {
        return switch (frame.getBodyCase()) {
            case BACKGROUND, WATCH, REFRESH -> {
                forward(frame);
                yield Duration.ZERO;
            }
            default -> open.handle(frame, System.nanoTime());
        };
    }

    /// What changes the device's session goes to that session, and is answered on its stream.
    private void forward(Frame frame) {
        Frame theirs =
                frame.toBuilder().setId(ids.getOrDefault(frame.getId(), "")).build();
        parts.directory()
                .forward(open.session().userId(), open.session().deviceId(), theirs)
                .exceptionally(failure -> false)
                .thenAccept(there -> loop.execute(() -> {
                    if (there) {
                        unanswered.remove(frame.getId());
                        finishIfAnswered();
                    } else {
                        send(Replies.error(frame.getId(), ErrorCode.INVALID, "no stream of this device is open"));
                    }
                }));
    }

    private void finishIfAnswered() {
        if (waiting.isEmpty() && unanswered.isEmpty()) {
            finish();
        }
    }

    private void finish() {
        if (!done.isDone()) {
            open.requests().end();
            parts.registry().removePost(open.session());
            done.complete(List.copyOf(answers));
        }
    }

    private Frame wrongFrame(Decoded.Wrong wrong) {
        parts.metrics().wrongFrame(wrong.code());
        return wrong.clientId().isEmpty()
                ? Replies.error(wrong.re(), wrong.code(), wrong.message())
                : Replies.refused(wrong.re(), wrong.clientId(), wrong.code(), wrong.message());
    }

    private static boolean asks(Frame frame) {
        return switch (frame.getBodyCase()) {
            case RECEIVED, READ, TYPING -> false;
            default -> true;
        };
    }
}
