package dev.parley.bench.wire;

import dev.parley.proto.v1.Frame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;

/// One welcomed session. It does not reconnect, resend or repair: what the server does shows up unpolished.
public final class WireSession {

    private final Channel channel;

    WireSession(Channel channel) {
        this.channel = channel;
    }

    /// Hands the frame to the socket at once. Any thread.
    public void send(Frame frame) {
        channel.writeAndFlush(
                new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.toByteArray())), channel.voidPromise());
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    public void close() {
        channel.close();
    }
}
