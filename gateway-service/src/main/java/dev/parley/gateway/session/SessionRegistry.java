package dev.parley.gateway.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions of this gateway, by user and by id. Thread-safe; a reader sees a session from the moment `put`
/// returned. One session per device: a newer one takes the place of the older, which the caller closes.
public final class SessionRegistry {

    private final ConcurrentHashMap<String, Session[]> byUser = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Session> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Session> posts = new ConcurrentHashMap<>();

    /// @return the session of the same device that had to give way
    public Optional<Session> put(Session session) {
        List<Session> displaced = new ArrayList<>(1);
        byId.put(session.id(), session);
        // compute: two sockets of one user may open at the same moment on two loops.
        byUser.compute(session.userId(), (user, present) -> {
            displaced.clear();
            List<Session> next = new ArrayList<>();
            for (Session other : present == null ? new Session[0] : present) {
                if (other.deviceId().equals(session.deviceId())) {
                    displaced.add(other);
                } else {
                    next.add(other);
                }
            }
            next.add(session);
            return next.toArray(Session[]::new);
        });
        displaced.forEach(old -> byId.remove(old.id(), old));
        return displaced.stream().findFirst();
    }

    /// Found by its id only, for the answers to what one POST brought: it is in no directory, gets no events and
    /// displaces nobody.
    public void putPost(Session session) {
        posts.put(session.id(), session);
    }

    public void removePost(Session session) {
        posts.remove(session.id(), session);
    }

    /// Removes this session and only this one; a newer session of its device stays.
    public void remove(Session session) {
        byId.remove(session.id(), session);
        byUser.computeIfPresent(session.userId(), (user, present) -> {
            List<Session> next = new ArrayList<>(List.of(present));
            next.remove(session);
            return next.isEmpty() ? null : next.toArray(Session[]::new);
        });
    }

    public Optional<Session> byId(String sessionId) {
        Session session = byId.get(sessionId);
        return Optional.ofNullable(session == null ? posts.get(sessionId) : session);
    }

    /// A snapshot.
    public List<Session> ofUser(String userId) {
        Session[] sessions = byUser.get(userId);
        return sessions == null ? List.of() : List.of(sessions);
    }

    /// A live view of all sessions but those of posts.
    public Collection<Session> all() {
        return byId.values();
    }

    public int size() {
        return byId.size();
    }
}
