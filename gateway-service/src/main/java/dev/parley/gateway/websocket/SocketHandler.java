package dev.parley.gateway.websocket;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Encoding;
import dev.parley.gateway.codec.FrameCodec;
import dev.parley.gateway.delivery.OutboundQueue;
import dev.parley.gateway.drain.Admission;
import dev.parley.proto.v1.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One WebSocket: whole messages up, frames down, the goodbye. All of it on the socket's event loop.
final class SocketHandler extends ChannelInboundHandlerAdapter implements Socket {

    static final String NAME = "parley.socket";
    static final String DECODER = "parley.frames";

    private static final int OPCODE_CLOSE = 0x8;
    private static final int OPCODE_PING = 0x9;
    private static final int OPCODE_PONG = 0xA;
    private static final int NORMAL_CLOSURE = 1000;
    private static final int NO_STATUS = 1005;

    /// How long the client may take to answer a goodbye. Closing at once would reset the connection while its
    /// bytes are unread, and the client might never see why.
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Channel channel;
    private final Encoding encoding;
    private final Admission admission;
    private final LoopTurns.Turn turn;
    private final OutboundQueue queue;
    private final SocketListener listener;
    private @Nullable ByteBuf fragments;
    private boolean inFragments;
    private boolean unflushed;
    private boolean closing;
    private boolean gone;
    private boolean detached;
    private long closeAt;

    /// Place in the loop's list.
    int index;

    SocketHandler(Channel channel, Encoding encoding, ConnectHandler parts, @Nullable Principal principal) {
        this.channel = channel;
        this.encoding = encoding;
        this.admission = parts.admission();
        this.turn = parts.turns().of(channel.eventLoop());
        this.queue = new OutboundQueue(
                channel, parts.bounds().maxFrames(), parts.bounds().maxBytes());
        this.listener = parts.listeners().open(this, encoding, principal);
        turn.add(this);
    }

    /// UTF-8 is judged by the codec, because invalid text closes with 4500 and not with 1007.
    static WebSocket13FrameDecoder newDecoder() {
        return new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(ProtocolLimits.MAX_FRAME_BYTES)
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                received(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && !closing) {
            queue.drain();
            markUnflushed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!gone) {
            gone = true;
            turn.remove(this);
            admission.leave();
        }
        detach(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException violation) {
            goodbye(violation.closeStatus().code(), violation.closeStatus().reasonText(), tooBig(violation));
        } else {
            // The connection is broken, or this code is; in both cases the client resumes on a new one.
            channel.close();
        }
    }

    @Override
    public Executor loop() {
        return channel.eventLoop();
    }

    @Override
    public void send(Frame frame) {
        if (!closing) {
            write(FrameCodec.encode(encoding, frame, channel.alloc()));
        }
    }

    @Override
    public void write(Frame frame, ByteBuf encoded) {
        write(encoded);
    }

    private void write(ByteBuf encoded) {
        if (closing) {
            encoded.release();
        } else if (queue.offer(encoded)) {
            markUnflushed();
        } else {
            close(CloseCode.SLOW_CONSUMER);
        }
    }

    @Override
    public void sendPage(Frame page, Runnable written) {
        if (closing) {
            written.run();
            return;
        }
        channel.write(FrameCodec.encode(encoding, page, channel.alloc())).addListener(done -> written.run());
        markUnflushed();
    }

    @Override
    public void ping(long number) {
        if (!closing) {
            write(FrameCodec.message(
                    OPCODE_PING, ByteBuffer.allocate(Long.BYTES).putLong(number).array(), channel.alloc()));
        }
    }

    @Override
    public void close(CloseCode code) {
        if (code == CloseCode.SLOW_CONSUMER) {
            queue.clear();
        }
        goodbye(code.code(), code.reason(), code);
    }

    @Override
    public void setReading(boolean reading) {
        channel.config().setAutoRead(reading || closing);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    @Override
    public boolean isOpen() {
        return !closing && channel.isActive();
    }

    void tick(long now) {
        if (!closing) {
            listener.onTick(now);
        } else if (now - closeAt >= 0) {
            channel.close();
        }
    }

    void flush() {
        unflushed = false;
        channel.flush();
    }

    private void received(WebSocketFrame frame) {
        if (closing) {
            if (frame instanceof CloseWebSocketFrame) {
                channel.close();
            }
            return;
        }
        switch (frame) {
            case TextWebSocketFrame text -> begun(text, Encoding.JSON);
            case BinaryWebSocketFrame binary -> begun(binary, Encoding.PROTO);
            case ContinuationWebSocketFrame more -> continued(more);
            case PingWebSocketFrame ping -> {
                listener.onAlive();
                byte[] payload = new byte[ping.content().readableBytes()];
                ping.content().readBytes(payload);
                write(FrameCodec.message(OPCODE_PONG, payload, channel.alloc()));
            }
            case PongWebSocketFrame pong -> {
                if (pong.content().readableBytes() == Long.BYTES) {
                    listener.onPong(pong.content().readLong());
                } else {
                    listener.onAlive();
                }
            }
            case CloseWebSocketFrame close -> {
                int code = close.statusCode();
                goodbye(code < 0 || code == NO_STATUS ? NORMAL_CLOSURE : code, "", null);
                channel.close();
            }
            default -> listener.onAlive();
        }
    }

    private void begun(WebSocketFrame frame, Encoding fits) {
        if (fits != encoding) {
            close(CloseCode.WRONG_OPCODE);
        } else if (frame.isFinalFragment()) {
            listener.onMessage(frame.content());
        } else {
            inFragments = true;
            keep(frame.content());
        }
    }

    private void continued(ContinuationWebSocketFrame frame) {
        if (!inFragments) {
            return;
        }
        int size = frame.content().readableBytes() + (fragments == null ? 0 : fragments.readableBytes());
        if (size > ProtocolLimits.MAX_FRAME_BYTES) {
            close(CloseCode.TOO_BIG);
            return;
        }
        keep(frame.content());
        if (frame.isFinalFragment()) {
            ByteBuf whole = fragments;
            fragments = null;
            inFragments = false;
            try {
                listener.onMessage(whole == null ? Unpooled.EMPTY_BUFFER : whole);
            } finally {
                ReferenceCountUtil.release(whole);
            }
        }
    }

    private void keep(ByteBuf part) {
        if (!part.isReadable()) {
            return;
        }
        ByteBuf whole = fragments;
        if (whole == null) {
            whole = channel.alloc().buffer(2 * part.readableBytes());
            fragments = whole;
        }
        // Copied: a message in 65,536 fragments must not cost 65,536 components.
        whole.writeBytes(part);
    }

    private static @Nullable CloseCode tooBig(CorruptedWebSocketFrameException violation) {
        return violation.closeStatus().code() == CloseCode.TOO_BIG.code() ? CloseCode.TOO_BIG : null;
    }

    private void goodbye(int code, String reason, @Nullable CloseCode ours) {
        if (closing) {
            return;
        }
        queue.force();
        closing = true;
        closeAt = System.nanoTime() + GOODBYE.toNanos();
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        channel.writeAndFlush(FrameCodec.message(OPCODE_CLOSE, payload, channel.alloc()));
        detach(ours);
        // What still comes is read and thrown away until the client's own goodbye.
        channel.config().setAutoRead(true);
    }

    private void detach(@Nullable CloseCode code) {
        if (detached) {
            return;
        }
        detached = true;
        closing = true;
        queue.clear();
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
        listener.onClosed(code);
    }

    private void markUnflushed() {
        if (!unflushed) {
            unflushed = true;
            turn.flushLater(this);
        }
    }
}
