package dev.parley.client.model;

import dev.parley.proto.v1.Event;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// One conversation's order on one device. Releases each seq exactly once and ascending, whatever comes in: repeats
/// are dropped, what is beyond a hole is held until the hole is closed by events or by a `gap`. Holds at most {@link
/// #MAX_HELD} events, and all timelines together {@link HeldBytes#MAX} bytes; what does not fit is forgotten and
/// fetched again by `sync`, because the head still tells of it.
final class ConversationTimeline {

    static final int MAX_HELD = 1_000;

    /// Receives what is released.
    interface Release {
        void event(Event event);

        void gap(String conversationId, long from, long to, boolean inHistory);
    }

    private record GapEnd(long to, boolean inHistory) {}

    private final String conversationId;
    private final HeldBytes heldBytes;
    private final NavigableMap<Long, Event> held = new TreeMap<>();
    private final NavigableMap<Long, GapEnd> gaps = new TreeMap<>();
    private long position;
    private long epoch;
    private long head;

    ConversationTimeline(String conversationId, Position start, HeldBytes heldBytes) {
        this.conversationId = conversationId;
        this.heldBytes = heldBytes;
        this.position = start.seq();
        this.epoch = start.epoch();
        this.head = start.seq();
    }

    long position() {
        return position;
    }

    long epoch() {
        return epoch;
    }

    /// There is something this device does not hold yet.
    boolean isBehind() {
        return head > position;
    }

    /// How much, as far as is known.
    long lacking() {
        return head - position;
    }

    /// Returns false for a repeat.
    boolean offer(Event event, Release release) {
        long seq = event.getSeq();
        if (seq <= position || held.containsKey(seq)) {
            return false;
        }
        head = Math.max(head, seq);
        held.put(seq, event);
        heldBytes.add(event);
        drain(release);
        if (held.size() > MAX_HELD || (heldBytes.isFull() && !held.isEmpty())) {
            heldBytes.remove(held.pollLastEntry().getValue());
        }
        return true;
    }

    void gap(long from, long to, boolean inHistory, Release release) {
        if (from < 1 || to < from || to <= position) {
            return;
        }
        head = Math.max(head, to);
        gaps.merge(from, new GapEnd(to, inHistory), (a, b) -> a.to() >= b.to() ? a : b);
        drain(release);
        if (gaps.size() > MAX_HELD) {
            gaps.pollLastEntry();
        }
    }

    void head(long announced) {
        head = Math.max(head, announced);
    }

    /// Forgets everything: another epoch counts from 1 again.
    void restart(long newEpoch) {
        epoch = newEpoch;
        position = 0;
        head = 0;
        forgetHeld(held);
        gaps.clear();
    }

    private void forgetHeld(NavigableMap<Long, Event> events) {
        events.values().forEach(heldBytes::remove);
        events.clear();
    }

    private void drain(Release release) {
        while (true) {
            Event next = held.remove(position + 1);
            if (next != null) {
                heldBytes.remove(next);
                position++;
                release.event(next);
                continue;
            }
            if (!skipGap(release)) {
                return;
            }
        }
    }

    private boolean skipGap(Release release) {
        Map.Entry<Long, GapEnd> first = gaps.firstEntry();
        if (first == null || first.getKey() > position + 1) {
            return false;
        }
        gaps.pollFirstEntry();
        GapEnd end = first.getValue();
        if (end.to() <= position) {
            return true;
        }
        long from = position + 1;
        position = end.to();
        forgetHeld(held.headMap(position, true));
        release.gap(conversationId, from, position, end.inHistory());
        return true;
    }
}
