package dev.parley.bench.wire;

import java.io.IOException;

/// The server answered, and refused.
public final class RestProblem extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    RestProblem(int status, String call, String body) {
        super(call + " answered " + status + ": " + body);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
