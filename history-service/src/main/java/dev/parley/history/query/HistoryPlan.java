package dev.parley.history.query;

import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.Windows;
import java.util.ArrayList;
import java.util.List;

/// Which seqs make a page. Seqs are dense, so this is known before anything is read, and nothing is read in vain.
///
/// @param ranges in the order of the page's pieces, each ascending in itself
/// @param hasMore whether the user may see more in this direction
record HistoryPlan(List<SeqRange> ranges, boolean hasMore) {

    static HistoryPlan of(HistoryRequest request, Windows windows, long head) {
        return request.newestFirst() ? newestFirst(request, windows, head) : oldestFirst(request, windows, head);
    }

    /// What the user may see beyond the edge, in the order asked for; each range is ascending in itself.
    static List<SeqRange> visible(HistoryRequest request, Windows windows, long head) {
        if (request.newestFirst()) {
            return windows.visible(1, Math.min(head, request.edge() - 1)).reversed();
        }
        return request.edge() >= head ? List.of() : windows.visible(request.edge() + 1, head);
    }

    private static HistoryPlan newestFirst(HistoryRequest request, Windows windows, long head) {
        List<SeqRange> ranges = new ArrayList<>();
        long left = request.limit();
        for (SeqRange range : visible(request, windows, head)) {
            if (left == 0) {
                return new HistoryPlan(ranges, true);
            }
            long count = Math.min(left, range.count());
            ranges.add(new SeqRange(range.to() - count + 1, range.to()));
            left -= count;
            if (count < range.count()) {
                return new HistoryPlan(ranges, true);
            }
        }
        return new HistoryPlan(ranges, false);
    }

    private static HistoryPlan oldestFirst(HistoryRequest request, Windows windows, long head) {
        List<SeqRange> ranges = new ArrayList<>();
        long left = request.limit();
        for (SeqRange range : visible(request, windows, head)) {
            if (left == 0) {
                return new HistoryPlan(ranges, true);
            }
            long count = Math.min(left, range.count());
            ranges.add(new SeqRange(range.from(), range.from() + count - 1));
            left -= count;
            if (count < range.count()) {
                return new HistoryPlan(ranges, true);
            }
        }
        return new HistoryPlan(ranges, false);
    }

    /// The seq at which the next page goes on, itself not part of it. Only for a plan that has more.
    long edge(boolean newestFirst) {
        SeqRange last = ranges.getLast();
        return newestFirst ? last.from() : last.to();
    }
}
