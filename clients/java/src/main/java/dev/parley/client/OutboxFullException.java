package dev.parley.client;

/// More commands wait than the outbox may hold; this one was not taken.
public final class OutboxFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OutboxFullException(int capacity) {
        super("outbox holds " + capacity + " commands");
    }
}
