package dev.parley.router.fanout;

/// Something that is needed did not answer. The work is to be done again; nothing is wrong with it. Every other
/// exception of a {@link BatchWork} says that the work itself is impossible.
public final class TemporaryFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TemporaryFailure(String what, Throwable cause) {
        super(what + ": " + cause, cause);
    }
}
