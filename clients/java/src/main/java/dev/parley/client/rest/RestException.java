package dev.parley.client.rest;

/// The server answered a REST call with a problem.
public final class RestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String word;

    RestException(int status, String word, String detail) {
        super("HTTP " + status + (word.isEmpty() ? "" : " " + word) + (detail.isEmpty() ? "" : ": " + detail));
        this.status = status;
        this.word = word;
    }

    public int status() {
        return status;
    }

    /// The `code` of the problem, a word of `dev.parley.contract.ErrorCode`; empty if the answer was no problem of
    /// Parley.
    public String word() {
        return word;
    }
}
