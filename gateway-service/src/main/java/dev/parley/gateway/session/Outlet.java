package dev.parley.gateway.session;

import dev.parley.contract.CloseCode;
import dev.parley.proto.v1.Frame;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/// The way out of one session. Nothing written to it is dropped silently: it arrives in order, or the socket closes.
/// All methods but {@link #loop()} are called on that loop.
public interface Outlet {

    /// The event loop of the socket; sessions with the same loop can be served by one task.
    Executor loop();

    /// Encodes and queues a frame.
    void send(Frame frame);

    /// Queues a frame encoded once for many, as a WebSocket message; takes over one reference of it.
    void write(Frame frame, ByteBuf encoded);

    /// Queues a page. It is not counted against the bounds of the live queue. `written` runs once on the
    /// loop: when the socket has taken all of it, or will not take it any more.
    void sendPage(Frame page, Runnable written);

    /// Asks the client's WebSocket to show that it has read everything before: it answers by itself, with this
    /// number.
    void ping(long number);

    /// Whether it leads into the answer of one POST: what it is told there, no stream of the device is told again.
    default boolean isPost() {
        return false;
    }

    /// Says goodbye and closes; what is queued before it still goes out, unless the client does not read.
    void close(CloseCode code);
}
