package dev.parley.gateway.websocket;

import dev.parley.contract.CloseCode;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Encoding;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The protocol above one socket. All methods are called on the socket's event loop.
public interface SocketListener {

    /// One whole message; the buffer stays the caller's.
    void onMessage(ByteBuf payload);

    /// The client has read everything sent before the ping of this number.
    void onPong(long number);

    /// Something else arrived that shows the client lives.
    void onAlive();

    /// Several times a second.
    void onTick(long nanoTime);

    /// The socket closes or is closed; called once.
    ///
    /// @param code why the server closed it; null if the client did or the connection broke
    void onClosed(@Nullable CloseCode code);

    /// Makes the listener of a new socket.
    interface Factory {

        /// @param principal who the upgrade proved to be, if it carried a token or a ticket
        SocketListener open(Socket socket, Encoding encoding, @Nullable Principal principal);
    }
}
