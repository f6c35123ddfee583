package dev.parley.gateway.delivery;

import dev.parley.gateway.codec.Encoding;
import dev.parley.gateway.codec.FrameCodec;
import dev.parley.proto.v1.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// One frame for many sockets: encoded at most once per encoding, and only in those that somebody here speaks. Used by
/// one thread; the copies it gives out share the bytes and may go to any.
final class EncodedOnce implements AutoCloseable {

    private final Frame frame;
    private final @Nullable ByteBuf[] byEncoding = new @Nullable ByteBuf[Encoding.values().length];

    EncodedOnce(Frame frame) {
        this.frame = frame;
    }

    /// A reference of its own for the receiver.
    ByteBuf copy(Encoding encoding) {
        ByteBuf bytes = byEncoding[encoding.ordinal()];
        if (bytes == null) {
            bytes = FrameCodec.encode(encoding, frame, ByteBufAllocator.DEFAULT);
            byEncoding[encoding.ordinal()] = bytes;
        }
        return bytes.retainedDuplicate();
    }

    @Override
    public void close() {
        for (ByteBuf bytes : byEncoding) {
            if (bytes != null) {
                bytes.release();
            }
        }
    }
}
