package dev.parley.history.archive;

/// The store did not take a write, or did not say so in time. Temporary by definition: everything that could never be
/// stored was sorted out before.
public final class ArchiveUnavailable extends Exception {

    private static final long serialVersionUID = 1L;

    public ArchiveUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
