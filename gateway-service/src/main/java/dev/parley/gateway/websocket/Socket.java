package dev.parley.gateway.websocket;

import dev.parley.gateway.session.Outlet;
import java.time.Duration;

/// One open socket as the protocol sees it. All methods but `loop()` are called on its event loop.
public interface Socket extends Outlet {

    /// Stops or goes on reading. What was read already still comes, so the caller keeps it.
    void setReading(boolean reading);

    /// Runs on the loop after a delay.
    void after(Duration delay, Runnable task);

    /// Runs on the loop, also when called from another thread.
    void run(Runnable task);

    boolean isOpen();
}
