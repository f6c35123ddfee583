package dev.parley.chaos.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who was a member when, by the one order of the log alone: a fold over the membership events. A membership is the
/// seqs from the event that let its user in to the one that let it out, both inclusive.
public final class Memberships {

    private static final long OPEN = Long.MAX_VALUE;

    private final Map<Place, List<Window>> windows = new HashMap<>();

    private Memberships() {}

    private record Place(String userId, String conversationId) {}

    /// One membership.
    ///
    /// @param left {@link Long#MAX_VALUE} while it lasts
    record Window(long joined, long left) {

        boolean isOpen() {
            return left == OPEN;
        }

        boolean holds(long seq) {
            return joined <= seq && seq <= left;
        }
    }

    /// Folds events of any conversations, in any order; the first of several with one seq counts.
    public static Memberships of(Collection<Entry> entries) {
        Memberships memberships = new Memberships();
        entries.stream()
                .filter(entry -> !entry.change().isNone())
                .sorted(Comparator.comparingLong(Entry::seq))
                .forEach(memberships::apply);
        return memberships;
    }

    /// Ascending; empty for whoever never was a member.
    List<Window> of(String userId, String conversationId) {
        return windows.getOrDefault(new Place(userId, conversationId), List.of());
    }

    boolean sees(String userId, String conversationId, long seq) {
        return of(userId, conversationId).stream().anyMatch(window -> window.holds(seq));
    }

    /// The first seq above `seq` that the user may see; {@link Long#MAX_VALUE} if there is none and there
    /// never may be.
    long next(String userId, String conversationId, long seq) {
        return of(userId, conversationId).stream()
                .filter(window -> window.left() > seq)
                .mapToLong(window -> Math.max(window.joined(), seq + 1))
                .findFirst()
                .orElse(OPEN);
    }

    /// The last seq the user may see when the conversation's head is `head`; 0 if none.
    public long last(String userId, String conversationId, long head) {
        List<Window> all = of(userId, conversationId);
        return all.isEmpty() ? 0 : Math.min(head, all.getLast().left());
    }

    private void apply(Entry entry) {
        for (String user : entry.change().joined()) {
            List<Window> all =
                    windows.computeIfAbsent(new Place(user, entry.conversationId()), place -> new ArrayList<>());
            if (all.isEmpty() || !all.getLast().isOpen()) {
                all.add(new Window(entry.seq(), OPEN));
            }
        }
        for (String user : entry.change().left()) {
            List<Window> all = windows.get(new Place(user, entry.conversationId()));
            if (all != null && all.getLast().isOpen()) {
                all.add(new Window(all.removeLast().joined(), entry.seq()));
            }
        }
    }
}
