package dev.parley.client;

import dev.parley.contract.ErrorCode;
import java.util.Optional;

/// The server said no, for good: sending the same again gives the same answer. Temporary refusals never come here, the
/// outbox repeats them by itself.
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String word;

    public RefusedException(String word, String message) {
        super(message.isEmpty() ? word : word + ": " + message);
        this.word = word;
    }

    public RefusedException(ErrorCode code, String message) {
        this(code.name(), message);
    }

    /// The code; empty if it is a word of a later protocol version.
    public Optional<ErrorCode> code() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(word)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /// The code as the server wrote it.
    public String word() {
        return word;
    }
}
