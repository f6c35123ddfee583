package dev.parley.client.model;

/// How far a conversation is held: every seq up to and including `seq` of the given `epoch`, or told to be
/// unavailable.
public record Position(long seq, long epoch) {

    public static final Position NONE = new Position(0, 0);

    public Position {
        if (seq < 0 || epoch < 0) {
            throw new IllegalArgumentException("seq " + seq + ", epoch " + epoch + " (expected: >= 0)");
        }
    }
}
