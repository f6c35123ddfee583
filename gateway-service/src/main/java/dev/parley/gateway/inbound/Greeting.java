package dev.parley.gateway.inbound;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.auth.Verification;
import dev.parley.gateway.codec.Encoding;
import dev.parley.gateway.pressure.Pressure;
import dev.parley.gateway.resume.Heads;
import dev.parley.gateway.session.Session;
import dev.parley.gateway.websocket.Socket;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// From `hello` to `welcome`: who is it, enter the session, then read the heads. In this order, because a router
/// writes a head before it looks for sessions, so an event is either in the heads or delivered to the session. Every
/// step comes back to the socket's event loop, never within the call that started it.
final class Greeting {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SESSION_ID_BYTES = 15;

    private final Backbone parts;
    private final Socket socket;
    private final Encoding encoding;
    private final @Nullable Principal upgradePrincipal;
    private final Pressure pressure;
    private final Consumer<@Nullable OpenSession> done;
    private @Nullable OpenSession entered;
    private boolean underWay;

    /// @param done told the open session, or null if another hello may follow
    Greeting(
            Backbone parts,
            Socket socket,
            Encoding encoding,
            @Nullable Principal upgradePrincipal,
            Pressure pressure,
            Consumer<@Nullable OpenSession> done) {
        this.parts = parts;
        this.socket = socket;
        this.encoding = encoding;
        this.upgradePrincipal = upgradePrincipal;
        this.pressure = pressure;
        this.done = done;
    }

    boolean isUnderWay() {
        return underWay;
    }

    void hello(Frame frame) {
        Hello hello = frame.getHello();
        Optional<String> flaw = HelloChecks.flaw(hello);
        if (flaw.isPresent()) {
            refuse(frame, ErrorCode.INVALID, flaw.get());
        } else if (!hello.getToken().isEmpty()) {
            underWay = true;
            parts.tokens()
                    .verify(hello.getToken())
                    .exceptionally(failure -> new Verification.Unavailable())
                    .thenAccept(verification -> later(() -> verified(frame, verification)));
        } else if (upgradePrincipal != null) {
            underWay = true;
            later(() -> enter(frame, upgradePrincipal));
        } else {
            close(CloseCode.UNAUTHORIZED);
        }
    }

    /// The socket is gone; a session that was entered leaves.
    void end() {
        underWay = false;
        OpenSession session = entered;
        if (session != null) {
            session.news().closed();
            parts.registry().remove(session.session());
            parts.directory().leave(session.session());
        }
    }

    private void verified(Frame frame, Verification verification) {
        switch (verification) {
            case Verification.Verified verified -> {
                Principal principal = verified.principal();
                boolean somebodyElse =
                        upgradePrincipal != null && !upgradePrincipal.userId().equals(principal.userId());
                if (somebodyElse) {
                    close(CloseCode.UNAUTHORIZED);
                } else {
                    enter(frame, principal);
                }
            }
            case Verification.Rejected rejected -> close(CloseCode.UNAUTHORIZED);
            case Verification.Unavailable none -> {
                underWay = false;
                refuse(frame, ErrorCode.UNAVAILABLE, "tokens cannot be checked now");
                done.accept(null);
            }
        }
    }

    private void enter(Frame frame, Principal principal) {
        Hello hello = frame.getHello();
        long now = parts.clock().millis();
        OpenSession session = new OpenSession(
                parts,
                principal,
                hello,
                pressure,
                settlement -> new Session(
                        newSessionId(), principal.userId(), hello.getDeviceId(), now, encoding, socket, settlement));
        entered = session;
        parts.registry()
                .put(session.session())
                .ifPresent(older ->
                        older.outlet().loop().execute(() -> older.outlet().close(CloseCode.REPLACED)));
        session.news().opened();
        parts.directory()
                .enter(session.session())
                .thenCompose(entry -> parts.heads().readWithCounts(principal.userId(), hello.getPositionsMap()))
                // Nothing known is said so, and the client asks again; a socket without an answer would hang.
                .exceptionally(failure -> new Heads(new TreeMap<>(), true, Map.of(), false))
                .thenAccept(heads -> later(() -> welcome(frame, session, heads)));
    }

    private void welcome(Frame frame, OpenSession session, Heads heads) {
        underWay = false;
        socket.send(Frame.newBuilder()
                .setRe(frame.getId())
                .setWelcome(Replies.welcome(session.session(), parts.clock().instant(), session.tokenExpiresAt())
                        .putAllHeads(heads.heads())
                        .setHeadsMore(heads.more())
                        .putAllEpochs(heads.epochs())
                        .addAllCounts(heads.counts()))
                .build());
        done.accept(session);
    }

    private void refuse(Frame frame, ErrorCode code, String message) {
        parts.metrics().wrongFrame(code);
        socket.send(Replies.error(frame.getId(), code, message));
    }

    private void close(CloseCode code) {
        socket.close(code);
    }

    private void later(Runnable step) {
        socket.loop().execute(() -> {
            if (socket.isOpen()) {
                step.run();
            }
        });
    }

    static String newSessionId() {
        byte[] bytes = new byte[SESSION_ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
