package dev.parley.bus;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What is known of the sessions of one shard's users, and up to which change of the directory.
///
/// **Exact**: what {@link #begin} gives after {@link #apply} is what a reading of the directory would give that is
/// made after the one of the changes. A user named by a change is forgotten, and what a reading under way at that
/// time finds is not kept: it may be older than the change. If the changes are not complete, all are forgotten.
///
/// Bounded: the user not asked for the longest gives way. Nothing is known for longer than {@link #LIVES}, because
/// an entry that runs out in the directory tells nobody.
///
/// Pure. Any thread; two may be in the middle of a look-up at once.
final class Placements {

    /// As long as an entry of the directory lives, at most; half as long, at least, by the user's id, so that a
    /// group that was read at once is not read at once again.
    static final Duration LIVES = Duration.ofSeconds(40);

    /// What a reader is to do: `known` holds everyone with a known session, `unread` everyone to read now.
    record Reading(Map<String, List<SessionEntry>> known, Map<String, Place> unread) {}

    /// Sessions of one user; null while somebody reads them.
    static final class Place {

        private final long untilNanos;
        private @Nullable List<SessionEntry> sessions;

        private Place(long untilNanos) {
            this.untilNanos = untilNanos;
        }
    }

    private final LongSupplier nanoClock;
    private final Map<String, Place> places;
    private String cursor = "";

    /// @param nanoClock monotonic, like `System.nanoTime`
    Placements(int maxUsers, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.places = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
                return size() > maxUsers;
            }
        };
    }

    /// From where to ask for changes.
    synchronized String cursor() {
        return cursor;
    }

    /// @param asked the cursor these are the changes since; if another thread went on meanwhile, they count
    ///     all the same, but its cursor stays: to forget too much is harmless
    synchronized void apply(String asked, DirectoryChanges changes) {
        if (changes.complete()) {
            changes.userIds().forEach(places::remove);
        } else {
            places.clear();
        }
        if (cursor.equals(asked)) {
            cursor = changes.cursor();
        }
    }

    /// Every reading must begin before the directory is read for it.
    synchronized Reading begin(Collection<String> userIds) {
        long now = nanoClock.getAsLong();
        Map<String, List<SessionEntry>> known = new HashMap<>();
        Map<String, Place> unread = new HashMap<>();
        for (String user : userIds) {
            Place place = places.get(user);
            List<SessionEntry> sessions = place == null || now - place.untilNanos >= 0 ? null : place.sessions;
            if (sessions == null) {
                Place reading = new Place(now + livesNanos(user));
                places.put(user, reading);
                unread.put(user, reading);
            } else if (!sessions.isEmpty()) {
                known.put(user, sessions);
            }
        }
        return new Reading(known, unread);
    }

    /// @param found what the directory holds of the unread; who is absent has no session
    synchronized void end(Reading reading, Map<String, List<SessionEntry>> found) {
        reading.unread().forEach((user, place) -> {
            // Another place, or none: forgotten meanwhile, or read by another thread that began later.
            if (places.get(user) == place) {
                place.sessions = List.copyOf(found.getOrDefault(user, List.of()));
            }
        });
    }

    private static long livesNanos(String user) {
        long half = LIVES.toNanos() / 2;
        return half + Math.floorMod(user.hashCode() * 0x9E3779B97F4A7C15L, half);
    }
}
