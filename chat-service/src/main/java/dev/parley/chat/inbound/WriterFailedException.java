package dev.parley.chat.inbound;

/// The producer is finished: what it was given last may be in the log or not. All ownership ends; a new producer and
/// new take-overs begin.
final class WriterFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WriterFailedException(Throwable cause) {
        super(cause);
    }
}
