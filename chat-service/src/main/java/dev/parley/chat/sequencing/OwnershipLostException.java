package dev.parley.chat.sequencing;

/// Somebody else writes this partition, or wrote it after we read its end. Everything held in memory for the
/// partition is void; the cure is to take over again, from the checkpoint.
public final class OwnershipLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OwnershipLostException(String message) {
        super(message);
    }
}
