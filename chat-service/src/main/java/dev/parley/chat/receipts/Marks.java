package dev.parley.chat.receipts;

/// How far a user has got in a conversation. Both only grow; what is read is delivered too.
public record Marks(long deliveredSeq, long readSeq) {

    public static final Marks NONE = new Marks(0, 0);

    /// Everything up to `seq` delivered and read: what a message says of its sender.
    static Marks at(long seq) {
        return new Marks(seq, seq);
    }

    /// The greater of each, with everything read counted as delivered.
    Marks max(Marks other) {
        long read = Math.max(readSeq, other.readSeq);
        return new Marks(Math.max(Math.max(deliveredSeq, other.deliveredSeq), read), read);
    }

    /// Nobody can have received what does not exist.
    Marks clampedTo(long head) {
        return new Marks(Math.min(deliveredSeq, head), Math.min(readSeq, head));
    }

    /// A member's marks start just before the event that let them in.
    public Marks from(long joinedSeq) {
        return max(at(Math.max(0, joinedSeq - 1)));
    }
}
