package dev.parley.history.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The parts of a conversation one user may see: `[joinedSeq, leftSeq]` for each membership, ascending, the last one
/// perhaps open. Both ends belong to the user: the joining and the leaving event are told to those before and after.
public record Windows(List<SeqRange> ranges) {

    /// Of somebody who never was a member.
    public static final Windows NONE = new Windows(List.of());

    public Windows {
        ranges = List.copyOf(ranges);
    }

    /// From the user's membership changes, seq → true for a join, false for the end. A join while inside and an
    /// end while outside say nothing new.
    public static Windows ofChanges(Map<Long, Boolean> changes) {
        List<SeqRange> ranges = new ArrayList<>();
        long joined = 0;
        for (Map.Entry<Long, Boolean> change : new TreeMap<>(changes).entrySet()) {
            if (change.getValue()) {
                joined = joined == 0 ? change.getKey() : joined;
            } else if (joined != 0) {
                ranges.add(new SeqRange(joined, change.getKey()));
                joined = 0;
            }
        }
        if (joined != 0) {
            ranges.add(new SeqRange(joined, SeqRange.OPEN));
        }
        return new Windows(ranges);
    }

    /// The greatest seq the user may see when the conversation's head is `head`; 0 if none.
    public long lastVisible(long head) {
        for (SeqRange window : ranges.reversed()) {
            if (window.from() <= head) {
                return Math.min(window.to(), head);
            }
        }
        return 0;
    }

    /// No window is open.
    public boolean haveEnded() {
        return !ranges.isEmpty() && ranges.getLast().to() != SeqRange.OPEN;
    }

    /// The seq that let a present member in; 0 for everybody else.
    public long joinedSeq() {
        return ranges.isEmpty() || haveEnded() ? 0 : ranges.getLast().from();
    }

    /// Everything for a present member, the same windows for a past one.
    Windows wholeIfPresent() {
        boolean present = !ranges.isEmpty() && !haveEnded();
        return present ? new Windows(List.of(new SeqRange(1, SeqRange.OPEN))) : this;
    }

    /// What of `from..to` the user may see, ascending. Empty if `to` is below `from`.
    public List<SeqRange> visible(long from, long to) {
        List<SeqRange> visible = new ArrayList<>();
        for (SeqRange window : ranges) {
            long start = Math.max(from, window.from());
            long end = Math.min(to, window.to());
            if (start <= end) {
                visible.add(new SeqRange(start, end));
            }
        }
        return visible;
    }
}
