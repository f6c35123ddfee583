package dev.parley.gateway.inbound;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.gateway.session.Session;
import dev.parley.log.path.Step;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Mark;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/// What an open session asks beside commands: sync, marks, typing, watch, background. Not thread-safe; the session's
/// event loop owns it.
final class Requests {

    private static final int MAX_WATCHED = 200;
    private static final int MAX_WAITING_SYNCS = 8;

    private final Backbone parts;
    private final Session session;
    private final SessionNews news;
    private final ActivityBuffer activity = new ActivityBuffer();
    private final Deque<Frame> waitingSyncs = new ArrayDeque<>(0);
    private boolean pageInFlight;

    /// A page is written and the socket has not taken all of it yet; since when.
    private boolean pageOnItsWay;

    private long pageSinceNanos;
    private boolean ended;

    Requests(Backbone parts, Session session, SessionNews news) {
        this.parts = parts;
        this.session = session;
        this.news = news;
    }

    void flush() {
        activity.flush(session, parts.commands());
        news.flush();
    }

    /// The client does not read the page it asked for.
    boolean isPageStuck(long nowNanos) {
        return pageOnItsWay && parts.pages().isLate(pageSinceNanos, nowNanos);
    }

    /// The socket is gone: nothing is fetched for it any more.
    void end() {
        ended = true;
        waitingSyncs.clear();
        flush();
    }

    void sync(Frame frame) {
        Sync sync = frame.getSync();
        if (sync.getPositionsCount() > ProtocolLimits.MAX_SYNC_POSITIONS) {
            invalid(frame, "positions: more than " + ProtocolLimits.MAX_SYNC_POSITIONS);
        } else if (!arePositions(sync.getPositionsMap())) {
            invalid(frame, "positions: conversation ids with numbers >= 0 are needed");
        } else if (sync.getLimit() < 0) {
            invalid(frame, "limit: negative");
        } else if (!pageInFlight) {
            fetch(frame);
        } else if (waitingSyncs.size() < MAX_WAITING_SYNCS) {
            waitingSyncs.add(frame);
        } else {
            error(frame, ErrorCode.RATE_LIMITED, "one page at a time");
        }
    }

    void mark(Frame frame, Mark mark, boolean read) {
        if (!Identifiers.isConversationId(mark.getConversationId()) || mark.getSeq() < 1) {
            invalid(frame, "a conversation id and a seq >= 1 are needed");
            return;
        }
        if (read) {
            activity.read(mark.getConversationId(), mark.getSeq());
        } else {
            activity.received(mark.getConversationId(), mark.getSeq());
        }
        parts.path().mark(mark.getConversationId(), mark.getSeq(), read ? Step.READ : Step.RECEIVED, session.name());
    }

    void typing(Frame frame) {
        String conversationId = frame.getTyping().getConversationId();
        if (Identifiers.isConversationId(conversationId)) {
            activity.typing(conversationId);
        } else {
            invalid(frame, "a conversation id is needed");
        }
    }

    /// Presence is not served yet: who cannot be seen looks offline, and so does everybody.
    void watch(Frame frame) {
        var userIds = frame.getWatch().getUserIdsList();
        if (userIds.size() > MAX_WATCHED) {
            invalid(frame, "more than " + MAX_WATCHED + " users");
        } else if (!userIds.stream().allMatch(Identifiers::isUserId)) {
            invalid(frame, "user ids are needed");
        } else {
            userIds.stream().distinct().forEach(userId -> session.outlet().send(Replies.offline(userId)));
        }
    }

    void background(Frame frame) {
        session.setBackground(frame.getBackground().getOn());
        parts.directory().update(session);
        news.background(frame.getBackground().getOn());
    }

    static boolean arePositions(Map<String, Long> positions) {
        return positions.entrySet().stream()
                .allMatch(position -> Identifiers.isConversationId(position.getKey()) && position.getValue() >= 0);
    }

    private void fetch(Frame frame) {
        pageInFlight = true;
        parts.pages().acquire(() -> session.outlet().loop().execute(() -> ask(frame)));
    }

    private void ask(Frame frame) {
        if (ended) {
            done();
            return;
        }
        Sync asked = frame.getSync();
        int limit = asked.getLimit() == 0
                ? ProtocolLimits.DEFAULT_PAGE_EVENTS
                : Math.min(asked.getLimit(), ProtocolLimits.MAX_PAGE_EVENTS);
        parts.syncs()
                .sync(session.userId(), asked.toBuilder().setLimit(limit).build())
                .exceptionally(failure -> Optional.empty())
                .thenAccept(page -> session.outlet().loop().execute(() -> answer(frame, page)));
    }

    private void answer(Frame frame, Optional<Page> page) {
        if (page.isPresent()) {
            Frame answer =
                    Frame.newBuilder().setRe(frame.getId()).setPage(page.get()).build();
            pageOnItsWay = true;
            pageSinceNanos = System.nanoTime();
            // The next page is fetched when this one is on its way, so that a slow client bounds itself.
            session.outlet().sendPage(answer, this::done);
        } else {
            error(frame, ErrorCode.UNAVAILABLE, "history cannot be reached");
            done();
        }
    }

    private void done() {
        pageInFlight = false;
        pageOnItsWay = false;
        parts.pages().release();
        Frame waiting = waitingSyncs.poll();
        if (waiting != null) {
            fetch(waiting);
        }
    }

    private void invalid(Frame frame, String message) {
        error(frame, ErrorCode.INVALID, message);
    }

    private void error(Frame frame, ErrorCode code, String message) {
        parts.metrics().wrongFrame(code);
        session.outlet().send(Replies.error(frame.getId(), code, message));
    }
}
