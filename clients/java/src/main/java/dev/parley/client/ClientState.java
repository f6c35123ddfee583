package dev.parley.client;

/// Where a client is between "made" and "closed". docs/client.md has the picture.
public enum ClientState {
    /// Made, not yet asked to connect.
    IDLE,
    /// Fetching a token, opening the socket, or waiting for `welcome`.
    CONNECTING,
    /// `welcome` was received: commands go out at once.
    CONNECTED,
    /// No connection; the next attempt has a time. Commands wait.
    BACKING_OFF,
    /// Still connected, but the gateway asked to come back elsewhere at a given time.
    DRAINING,
    /// Closed by the application. Final.
    CLOSED,
    /// Closed by the server with a code that forbids coming back unasked. Commands wait; `connect()` tries again.
    STOPPED_BY_SERVER
}
