package dev.parley.gateway.inbound;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.auth.Verification;
import dev.parley.gateway.pressure.Pressure;
import dev.parley.gateway.session.Session;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import java.time.Duration;
import java.time.Instant;

/// A session after its welcome: which frame is whose. Not thread-safe; the session's event loop owns it.
final class OpenSession implements Session.Settlement {

    private final Backbone parts;
    private final Session session;
    private final CommandFlow commands;
    private final Requests requests;
    private final SessionNews news;
    private Runnable onSettled = () -> {};
    private Instant tokenExpiresAt;

    /// @param sessions makes the session, given who is told of settled commands
    OpenSession(
            Backbone parts,
            Principal principal,
            Hello hello,
            Pressure pressure,
            java.util.function.Function<Session.Settlement, Session> sessions) {
        this.parts = parts;
        this.session = sessions.apply(this);
        this.commands = new CommandFlow(parts, session, pressure, () -> onSettled.run());
        this.news = new SessionNews(parts, session, hello);
        this.requests = new Requests(parts, session, news);
        this.tokenExpiresAt = principal.expiresAt();
    }

    Session session() {
        return session;
    }

    CommandFlow commands() {
        return commands;
    }

    Requests requests() {
        return requests;
    }

    SessionNews news() {
        return news;
    }

    Instant tokenExpiresAt() {
        return tokenExpiresAt;
    }

    boolean isExpired() {
        return !tokenExpiresAt.isAfter(parts.clock().instant());
    }

    void onSettled(Runnable action) {
        onSettled = action;
    }

    @Override
    public void settled(String conversationId, String clientId) {
        commands.settled(conversationId, clientId);
        onSettled.run();
    }

    @Override
    public void forwarded(Frame frame) {
        handle(frame, System.nanoTime());
    }

    /// @return how long to wait before the same frame is tried again; zero: it has been dealt with
    Duration handle(Frame frame, long now) {
        switch (frame.getBodyCase()) {
            case SEND, EDIT, DELETE, REACT, PIN -> {
                return commands.take(frame, now);
            }
            case SYNC -> requests.sync(frame);
            case PING -> session.outlet().send(Replies.pong(frame.getId()));
            case RECEIVED -> requests.mark(frame, frame.getReceived(), false);
            case READ -> requests.mark(frame, frame.getRead(), true);
            case TYPING -> requests.typing(frame);
            case WATCH -> requests.watch(frame);
            case BACKGROUND -> requests.background(frame);
            case REFRESH -> refresh(frame);
            case HELLO -> error(frame, ErrorCode.INVALID, "this session has had its hello");
            default -> error(frame, ErrorCode.UNKNOWN_FRAME, "no body a client sends");
        }
        return Duration.ZERO;
    }

    private void refresh(Frame frame) {
        parts.tokens()
                .verify(frame.getRefresh().getToken())
                .exceptionally(failure -> new Verification.Unavailable())
                .thenAccept(verification -> session.outlet().loop().execute(() -> refreshed(frame, verification)));
    }

    private void refreshed(Frame frame, Verification verification) {
        switch (verification) {
            case Verification.Verified verified -> renewed(frame, verified.principal());
            case Verification.Unavailable none -> error(frame, ErrorCode.UNAVAILABLE, "tokens cannot be checked now");
            case Verification.Rejected rejected -> session.outlet().close(CloseCode.UNAUTHORIZED);
        }
    }

    private void renewed(Frame frame, Principal principal) {
        if (!principal.userId().equals(session.userId())) {
            session.outlet().close(CloseCode.UNAUTHORIZED);
            return;
        }
        tokenExpiresAt = principal.expiresAt();
        session.outlet()
                .send(Frame.newBuilder()
                        .setRe(frame.getId())
                        .setWelcome(Replies.welcome(session, parts.clock().instant(), tokenExpiresAt))
                        .build());
    }

    private void error(Frame frame, ErrorCode code, String message) {
        parts.metrics().wrongFrame(code);
        session.outlet().send(Replies.error(frame.getId(), code, message));
    }
}
