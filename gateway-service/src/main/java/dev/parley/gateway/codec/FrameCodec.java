package dev.parley.gateway.codec;

import dev.parley.proto.v1.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Frames to and from the wire. Stateless; what a server sends is written with its WebSocket header, so that the same
/// bytes serve every socket of an encoding.
public final class FrameCodec {

    private static final int FIN = 0x80;
    private static final int OPCODE_TEXT = 0x1;
    private static final int OPCODE_BINARY = 0x2;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int LARGEST_HEADER = 10;

    private FrameCodec() {}

    /// Reads one message; the buffer stays the caller's.
    public static Decoded decode(Encoding encoding, ByteBuf payload) {
        byte[] bytes = ByteBufUtil.getBytes(payload);
        return switch (encoding) {
            case PROTO -> ProtoFrames.decode(bytes);
            case JSON -> JsonFrames.decode(bytes);
        };
    }

    /// Reads what one POST brought: a frame, or `{"frames": [...]}`.
    public static List<Decoded> decodeBatch(byte[] json) {
        return JsonFrames.decodeBatch(json);
    }

    /// A frame as JSON, without a WebSocket header.
    public static String json(Frame frame) {
        return new String(JsonFrames.encode(frame), StandardCharsets.UTF_8);
    }

    /// What a WebSocket message of {@link #encode} carries; the buffer stays the caller's and where it was.
    public static String payload(ByteBuf message) {
        int start = message.readerIndex() + headerBytes(message.getByte(message.readerIndex() + 1));
        return message.toString(start, message.writerIndex() - start, StandardCharsets.UTF_8);
    }

    /// One unmasked WebSocket message with its header. The caller releases it.
    public static ByteBuf encode(Encoding encoding, Frame frame, ByteBufAllocator allocator) {
        return switch (encoding) {
            case PROTO -> message(OPCODE_BINARY, frame.toByteArray(), allocator);
            case JSON -> message(OPCODE_TEXT, JsonFrames.encode(frame), allocator);
        };
    }

    private static int headerBytes(byte length) {
        return switch (length) {
            case LENGTH_16 -> 2 + Short.BYTES;
            case LENGTH_64 -> 2 + Long.BYTES;
            default -> 2;
        };
    }

    /// Any WebSocket frame: header and payload.
    public static ByteBuf message(int opcode, byte[] payload, ByteBufAllocator allocator) {
        ByteBuf buffer = allocator.buffer(LARGEST_HEADER + payload.length);
        buffer.writeByte(FIN | opcode);
        if (payload.length < LENGTH_16) {
            buffer.writeByte(payload.length);
        } else if (payload.length <= 0xffff) {
            buffer.writeByte(LENGTH_16).writeShort(payload.length);
        } else {
            buffer.writeByte(LENGTH_64).writeLong(payload.length);
        }
        return buffer.writeBytes(payload);
    }
}
