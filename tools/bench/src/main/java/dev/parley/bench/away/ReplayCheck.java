package dev.parley.bench.away;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Follows what one device hands over: every missed seq of every conversation once, ascending, without a hole. Keeps
/// one number per conversation and nothing of the events, so that the memory measured is the client's own. Not
/// thread-safe.
final class ReplayCheck {

    private final Map<String, Long> heads = new HashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private int behind;
    private long events;
    private long wrong;

    ReplayCheck(Missed missed) {
        missed.spans().forEach((id, span) -> {
            heads.put(id, span.head());
            held.put(id, span.position());
            behind += span.head() > span.position() ? 1 : 0;
        });
    }

    void event(String conversationId, long seq) {
        events++;
        long last = held.getOrDefault(conversationId, 0L);
        if (seq != last + 1) {
            wrong++;
        }
        held.put(conversationId, seq);
        if (seq == heads.getOrDefault(conversationId, -1L)) {
            behind--;
        }
    }

    /// Nothing of this run is hidden from the device or too much for it.
    void gap() {
        wrong++;
    }

    boolean isCurrent() {
        return behind == 0;
    }

    long events() {
        return events;
    }

    /// Events out of their place, gaps, and conversations that do not end at their head.
    long violations(Map<String, Long> positions) {
        long away = heads.entrySet().stream()
                .filter(head -> !head.getValue().equals(held.get(head.getKey())))
                .count();
        return wrong + away + (new TreeMap<>(heads).equals(new TreeMap<>(positions)) ? 0 : 1);
    }
}
