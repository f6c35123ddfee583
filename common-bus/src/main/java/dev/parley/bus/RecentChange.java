package dev.parley.bus;

/// A user came into a conversation at `seq`, or went; both see that seq.
public record RecentChange(long seq, boolean joined) {

    public static RecentChange joined(long seq) {
        return new RecentChange(seq, true);
    }

    public static RecentChange left(long seq) {
        return new RecentChange(seq, false);
    }
}
