package dev.parley.history.reading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Seqs of one conversation, both ends inclusive, never empty.
public record SeqRange(long from, long to) {

    /// A window that is still open.
    public static final long OPEN = Long.MAX_VALUE;

    /// Rows of one Cassandra partition. Seqs are dense, so this bounds the partition exactly.
    public static final long BUCKET_SIZE = 5_000;

    public SeqRange {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("range: " + from + ".." + to + " (expected: 1 <= from <= to)");
        }
    }

    public static long bucketOf(long seq) {
        return seq / BUCKET_SIZE;
    }

    /// Seqs by their bucket, both ascending.
    public static SortedMap<Long, List<Long>> byBucket(Collection<Long> seqs) {
        return seqs.stream()
                .sorted()
                .collect(Collectors.groupingBy(SeqRange::bucketOf, TreeMap::new, Collectors.toList()));
    }

    public long count() {
        return to - from + 1;
    }

    public long bucket() {
        return bucketOf(from);
    }

    /// The same seqs in pieces that lie in one bucket each and hold at most `maxCount`, ascending.
    public List<SeqRange> pieces(int maxCount) {
        List<SeqRange> pieces = new ArrayList<>();
        long start = from;
        while (true) {
            long endOfBucket = (bucketOf(start) + 1) * BUCKET_SIZE - 1;
            long end = Math.min(Math.min(to, endOfBucket), start + maxCount - 1);
            pieces.add(new SeqRange(start, end));
            if (end == to) {
                return pieces;
            }
            start = end + 1;
        }
    }
}
