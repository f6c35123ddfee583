package dev.parley.client;

/// The client was closed by the application before the command had an answer. Whether the server accepted it is not
/// known.
public final class ClientClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClientClosedException(String message) {
        super(message);
    }
}
