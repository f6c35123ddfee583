package dev.parley.chat.receipts;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How many stand at each seq. Pure.
final class Watermarks {

    private final NavigableMap<Long, Integer> counts = new TreeMap<>();

    void add(long seq, int change) {
        counts.merge(seq, change, (one, other) -> one + other == 0 ? null : one + other);
    }

    /// From the highest down; not valid any more after {@link #add}.
    Sweep sweep() {
        return new Sweep(counts.descendingMap().entrySet().iterator());
    }

    /// Answers for descending seqs, in one walk over all of them.
    static final class Sweep {

        private final Iterator<Map.Entry<Long, Integer>> below;
        private Map.@Nullable Entry<Long, Integer> next;
        private int passed;

        private Sweep(Iterator<Map.Entry<Long, Integer>> below) {
            this.below = below;
            advance();
        }

        /// How many stand at `seq` or above it.
        int atLeast(long seq) {
            while (next != null && next.getKey() >= seq) {
                passed += next.getValue();
                advance();
            }
            return passed;
        }

        private void advance() {
            next = below.hasNext() ? below.next() : null;
        }
    }
}
