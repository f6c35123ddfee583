package dev.parley.chat.conversations;

import dev.parley.contract.ErrorCode;
import java.time.Duration;

/// Ends a REST call with a problem. The detail is for people and never holds what a client sent.
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final int status;
    private final Duration retryAfter;

    public ProblemException(ErrorCode code, String detail) {
        this(code, code.httpStatus(), detail);
    }

    /// For the few places where the protocol gives a code another status than its usual one.
    ProblemException(ErrorCode code, int status, String detail) {
        this(code, status, detail, Duration.ZERO);
    }

    /// @param retryAfter zero: as usual for the status
    ProblemException(ErrorCode code, int status, String detail, Duration retryAfter) {
        // Expected and frequent: the stack tells nothing.
        super(detail, null, false, false);
        this.code = code;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public static ProblemException invalid(String detail) {
        return new ProblemException(ErrorCode.INVALID, detail);
    }

    ErrorCode code() {
        return code;
    }

    int status() {
        return status;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
