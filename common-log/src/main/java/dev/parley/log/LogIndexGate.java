package dev.parley.log;

/// Decides which records of one partition of `parley.events` a reader takes: exactly last accepted + 1. Whatever else
/// turns up is a late twin or an orphan of a former sequencer, and every reader drops the same ones, because all see
/// the same records in the same order.
///
/// Not thread-safe: one partition is read by one thread. The state is one number, which travels in the reader's offset
/// commit ({@link ReadPosition}), so it survives a crash together with the offset it belongs to.
public final class LogIndexGate {

    /// No record accepted yet: the next one is taken whatever its index, for the older ones may have been deleted.
    public static final long NONE = 0;

    private long lastAccepted;
    private long dropped;

    public LogIndexGate(long lastAccepted) {
        if (lastAccepted < NONE) {
            throw new IllegalArgumentException("lastAccepted: " + lastAccepted + " (expected: >= 0)");
        }
        this.lastAccepted = lastAccepted;
    }

    /// True if the record is the next of the log; false if it is to be dropped.
    public boolean accept(long logIndex) {
        if (lastAccepted != NONE && logIndex != lastAccepted + 1) {
            dropped++;
            return false;
        }
        lastAccepted = logIndex;
        return true;
    }

    public long lastAccepted() {
        return lastAccepted;
    }

    /// Twins and orphans seen so far.
    public long dropped() {
        return dropped;
    }
}
