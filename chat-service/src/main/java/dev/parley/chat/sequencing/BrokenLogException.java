package dev.parley.chat.sequencing;

/// The events between the checkpoint and the log's present start are gone, or the log jumps. No correct state can be
/// folded from it, so nobody may own the partition until an operator has looked: events numbered from a wrong state
/// would be dropped by every reader without a word.
public final class BrokenLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenLogException(String message) {
        super(message);
    }
}
