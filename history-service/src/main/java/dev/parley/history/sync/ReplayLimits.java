package dev.parley.history.sync;

/// When a device is too far behind in a conversation to be led through every event of it.
///
/// @param most visible events behind, in one conversation, that are still replayed in full
/// @param newest of more than that, how many are replayed; at most `most`
public record ReplayLimits(int most, int newest) {

    public ReplayLimits {
        if (newest < 1 || most < newest) {
            throw new IllegalArgumentException(
                    "replay: most " + most + ", newest " + newest + " (expected: 1 <= newest <= most)");
        }
    }

    /// How many of `behind` events, the oldest, are left to the history.
    long skipped(long behind) {
        return behind > most ? behind - newest : 0;
    }
}
