package dev.parley.bench.wire;

import dev.parley.proto.v1.Frame;

/// What one session hears. Called on the session's event loop, one call at a time.
public interface SessionListener {

    /// @param nanos `System.nanoTime()` when the bytes were handed to the handler, before they were parsed
    void onFrame(Frame frame, long nanos);

    /// Once; `code` is -1 if the socket ended without a close frame.
    default void onClosed(int code, String reason) {}
}
