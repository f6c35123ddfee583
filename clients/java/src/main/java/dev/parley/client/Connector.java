package dev.parley.client;

import com.google.protobuf.Timestamp;
import dev.parley.client.model.DeviceModel;
import dev.parley.contract.CloseCode;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import dev.parley.proto.v1.Refresh;
import dev.parley.proto.v1.Welcome;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps one session alive: opens, says hello, pings, refreshes the token, notices a dead peer, comes back after a
/// close as its code says. At most one socket at a time. Everything here is guarded by the client's lock, which is
/// never held while a token is fetched or the application is called.
final class Connector implements Socket.Owner {

    private static final long WELCOME_WITHIN_MILLIS = 15_000;

    /// A session that lasted this long proves the server good: waits start small again.
    private static final long PROVEN_MILLIS = 5_000;

    private static final long REFRESH_RETRY_MILLIS = 5_000;
    private static final long REFRESH_BEFORE_MILLIS = 60_000;

    /// What may wait for a slow listener before the socket is not read any more.
    private static final long MAX_WAITING_BYTES = 4L * 1024 * 1024;

    private static final String HELLO_ID = "hello";

    private final ReentrantLock lock;
    private final ClientSettings settings;
    private final TokenProvider tokens;
    private final ClientRuntime runtime;
    private final SerialCalls calls;
    private final DeviceModel model;
    private final Consumer<StateChange> onState;
    private final Alarm alarm;
    private final Heartbeat heartbeat = new Heartbeat();
    private final long startNanos = System.nanoTime();

    private volatile ClientState state = ClientState.IDLE;
    private volatile String userId = "";
    private CompletableFuture<Void> connected = new CompletableFuture<>();
    private @Nullable Socket socket;
    private boolean welcomed;
    private boolean freshTokenNeeded;
    private int attempt;
    private int urlIndex;
    private long connections;
    private long bytesReceived;
    private long welcomedAtMillis;
    private long openAtMillis = Alarm.NEVER;
    private long welcomeDueMillis = Alarm.NEVER;
    private long drainAtMillis = Alarm.NEVER;
    private long refreshAtMillis = Alarm.NEVER;

    Connector(
            ReentrantLock lock,
            ClientSettings settings,
            TokenProvider tokens,
            ClientRuntime runtime,
            SerialCalls calls,
            DeviceModel model,
            Consumer<StateChange> onState) {
        this.lock = lock;
        this.settings = settings;
        this.tokens = tokens;
        this.runtime = runtime;
        this.calls = calls;
        this.model = model;
        this.onState = onState;
        this.alarm = new Alarm(runtime.scheduler(), this::ring);
    }

    ClientState state() {
        return state;
    }

    String userId() {
        return userId;
    }

    long connections() {
        return connections;
    }

    long bytesReceived() {
        return bytesReceived;
    }

    /// Monotonic, from 1.
    long nowMillis() {
        return (System.nanoTime() - startNanos) / 1_000_000 + 1;
    }

    CompletableFuture<Void> connect() {
        switch (state) {
            case IDLE, STOPPED_BY_SERVER -> {
                connected = new CompletableFuture<>();
                attempt = 0;
                open();
                rearm();
            }
            case CLOSED -> throw new IllegalStateException("closed");
            case CONNECTING, CONNECTED, BACKING_OFF, DRAINING -> {
                // On its way already.
            }
        }
        return connected;
    }

    /// Does not wait any longer for the next attempt.
    void retryNow() {
        if (state == ClientState.BACKING_OFF) {
            open();
            rearm();
        }
    }

    void close() {
        Socket closing = socket;
        socket = null;
        forgetTimes();
        alarm.cancel();
        if (closing != null) {
            closing.close();
        }
        enter(ClientState.CLOSED, Socket.NO_CODE, 0, "closed by the application");
        fail(new ClientClosedException("closed"));
    }

    void transmit(Frame frame) {
        if (socket != null) {
            socket.send(frame);
        }
    }

    boolean isOnline() {
        return socket != null && welcomed;
    }

    /// To be called at the end of each locked section: sets the alarm for the next thing to do.
    void rearm() {
        if (state == ClientState.CLOSED) {
            return;
        }
        long next = Math.min(model.wakeAtMillis(), heartbeat.nextAtMillis());
        next = Math.min(next, Math.min(openAtMillis, welcomeDueMillis));
        next = Math.min(next, Math.min(drainAtMillis, refreshAtMillis));
        alarm.at(next, nowMillis());
    }

    @Override
    public void opened(Socket from, String token) {
        locked(
                from,
                () -> from.send(Frame.newBuilder()
                        .setId(HELLO_ID)
                        .setHello(Hello.newBuilder()
                                .setToken(token)
                                .setDeviceId(settings.deviceId())
                                .setPlatform(settings.platform())
                                .putAllPositions(model.helloPositions()))
                        .build()));
    }

    @Override
    public void admit() throws InterruptedException {
        calls.awaitRoom(MAX_WAITING_BYTES);
    }

    @Override
    public void frame(Socket from, Frame frame, int bytes) {
        locked(from, () -> {
            bytesReceived += bytes;
            heartbeat.heard(nowMillis());
            switch (frame.getBodyCase()) {
                case WELCOME -> welcome(frame.getWelcome());
                case RECONNECT -> drain(frame.getReconnect().getAfterMillis());
                case PONG, CLOSE -> {
                    // The pong was heard; a close frame is followed by the socket's own.
                }
                default -> model.received(frame, nowMillis());
            }
        });
    }

    @Override
    public void ended(Socket from, int code, long retryAfterMillis, String detail) {
        locked(from, () -> {
            boolean proven = welcomed && nowMillis() - welcomedAtMillis >= PROVEN_MILLIS;
            long drainLeft = drainAtMillis == Alarm.NEVER ? 0 : Math.max(1, drainAtMillis - nowMillis());
            leave();
            if (CloseRule.of(code) == CloseCode.Rule.STAY_AWAY) {
                enter(ClientState.STOPPED_BY_SERVER, code, 0, detail);
                fail(new IllegalStateException("stopped by the server: " + code + " " + detail));
                return;
            }
            freshTokenNeeded |= code == CloseCode.UNAUTHORIZED.code() || code == Socket.HTTP_UNAUTHORIZED;
            attempt = proven ? 0 : attempt;
            long wait = drainLeft > 0
                    ? drainLeft
                    : settings.backoff()
                            .wait(attempt++, ThreadLocalRandom.current())
                            .toMillis();
            wait = Math.max(wait, retryAfterMillis);
            openAtMillis = nowMillis() + wait;
            enter(ClientState.BACKING_OFF, code, wait, detail);
        });
    }

    private void ring() {
        lock.lock();
        try {
            alarm.rang();
            long now = nowMillis();
            if (now >= openAtMillis) {
                open();
            }
            Socket current = socket;
            if (current != null) {
                pump(current, now);
            }
            rearm();
        } finally {
            lock.unlock();
        }
    }

    private void pump(Socket current, long now) {
        if (now >= drainAtMillis) {
            current.close();
            leave();
            open();
        } else if (now >= welcomeDueMillis || heartbeat.isDead(now)) {
            current.drop();
            ended(current, Socket.NO_CODE, 0, welcomed ? "nothing heard for 2.5 heartbeats" : "no welcome");
        } else {
            heartbeat.pump(now, current);
            if (now >= refreshAtMillis) {
                refresh(current);
            }
            model.wake(now);
        }
    }

    private void open() {
        Socket opening = new Socket(this, settings.json());
        String url = settings.urls().get(Math.floorMod(urlIndex, settings.urls().size()));
        boolean fresh = freshTokenNeeded;
        forgetTimes();
        socket = opening;
        welcomed = false;
        freshTokenNeeded = false;
        welcomeDueMillis = nowMillis() + WELCOME_WITHIN_MILLIS;
        enter(ClientState.CONNECTING, Socket.NO_CODE, 0, url);
        Callable<String> token = fresh ? tokens::freshToken : tokens::token;
        runtime.virtualThreads().execute(() -> opening.open(runtime.http(), url, token));
    }

    private void leave() {
        socket = null;
        welcomed = false;
        urlIndex++;
        forgetTimes();
        model.connectionLost(nowMillis());
    }

    private void forgetTimes() {
        openAtMillis = Alarm.NEVER;
        welcomeDueMillis = Alarm.NEVER;
        drainAtMillis = Alarm.NEVER;
        refreshAtMillis = Alarm.NEVER;
        heartbeat.end();
    }

    private void welcome(Welcome welcome) {
        long now = nowMillis();
        planRefresh(welcome, now);
        if (welcomed) {
            // The answer to a refresh: same session, new expiry.
            return;
        }
        welcomed = true;
        welcomedAtMillis = now;
        welcomeDueMillis = Alarm.NEVER;
        userId = welcome.getUserId();
        connections++;
        heartbeat.begin(welcome.getHeartbeatMillis(), now);
        enter(ClientState.CONNECTED, Socket.NO_CODE, 0, welcome.getSessionId());
        CompletableFuture<Void> done = connected;
        runtime.virtualThreads().execute(() -> done.complete(null));
        model.welcomed(welcome, now);
    }

    private void drain(int afterMillis) {
        if (welcomed && drainAtMillis == Alarm.NEVER) {
            drainAtMillis = nowMillis() + Math.max(0, afterMillis);
            enter(ClientState.DRAINING, Socket.NO_CODE, Math.max(0, afterMillis), "the gateway drains");
        }
    }

    /// By the server's clock, so that a wrong clock of this machine does no harm.
    private void planRefresh(Welcome welcome, long now) {
        if (!welcome.hasTokenExpiresAt() || !welcome.hasServerTime()) {
            return;
        }
        long left = millis(welcome.getTokenExpiresAt()) - millis(welcome.getServerTime());
        long early = left > 5 * REFRESH_BEFORE_MILLIS ? left - REFRESH_BEFORE_MILLIS : left * 4 / 5;
        refreshAtMillis = now + Math.max(1_000, early);
    }

    private void refresh(Socket current) {
        refreshAtMillis = nowMillis() + REFRESH_RETRY_MILLIS;
        runtime.virtualThreads().execute(() -> {
            String token;
            try {
                token = tokens.freshToken();
            } catch (Exception e) {
                // Tried again until the server closes with 4001; then the ordinary way back begins.
                return;
            }
            locked(
                    current,
                    () -> current.send(Frame.newBuilder()
                            .setId("refresh")
                            .setRefresh(Refresh.newBuilder().setToken(token))
                            .build()));
        });
    }

    private void enter(ClientState next, int code, long retryInMillis, String detail) {
        state = next;
        OptionalInt closeCode = code == Socket.NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
        onState.accept(new StateChange(next, closeCode, Duration.ofMillis(retryInMillis), detail));
    }

    private void fail(RuntimeException why) {
        CompletableFuture<Void> done = connected;
        runtime.virtualThreads().execute(() -> done.completeExceptionally(why));
    }

    private void locked(Socket from, Runnable action) {
        lock.lock();
        try {
            // A call of a socket that is not the current one any more is late and means nothing.
            if (from == socket) {
                action.run();
                rearm();
            }
        } finally {
            lock.unlock();
        }
    }

    private static long millis(Timestamp time) {
        return time.getSeconds() * 1_000 + time.getNanos() / 1_000_000;
    }
}
