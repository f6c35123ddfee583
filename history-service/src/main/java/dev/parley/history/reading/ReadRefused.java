package dev.parley.history.reading;

import dev.parley.contract.ErrorCode;

/// A read that gets a word of the protocol instead of an answer. The detail goes to the caller: ids only.
public final class ReadRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ReadRefused(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public ReadRefused(ErrorCode code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
