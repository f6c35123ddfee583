package dev.parley.gateway.drain;

import java.util.concurrent.atomic.AtomicInteger;

/// Who is let in: nobody while the gateway empties itself, and not more sockets than it may hold. Thread-safe.
public final class Admission {

    private final int maxSockets;
    private final AtomicInteger sockets = new AtomicInteger();
    private volatile boolean open = true;

    public Admission(int maxSockets) {
        this.maxSockets = maxSockets;
    }

    /// False once the gateway drains.
    public boolean isOpen() {
        return open;
    }

    /// From now on nobody is let in.
    public void stop() {
        open = false;
    }

    /// Counts a socket in. Every call is followed by one {@link #leave}, also if the answer was no.
    ///
    /// @return false if the gateway is full or drains
    public boolean enter() {
        return sockets.incrementAndGet() <= maxSockets && open;
    }

    public void leave() {
        sockets.decrementAndGet();
    }

    public int sockets() {
        return sockets.get();
    }
}
