package dev.parley.bench.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import dev.parley.proto.v1.Ping;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Says hello after the upgrade, pings at the server's heartbeat, and passes everything else on.
final class SessionHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final String deviceId;
    private final SessionListener listener;
    private final CompletableFuture<WireSession> welcomed;
    private int closeCode = -1;
    private String closeReason = "";

    SessionHandler(String deviceId, SessionListener listener, CompletableFuture<WireSession> welcomed) {
        this.deviceId = deviceId;
        this.listener = listener;
        this.welcomed = welcomed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            Hello hello = Hello.newBuilder()
                    .setDeviceId(deviceId)
                    .setPlatform("bench")
                    .build();
            new WireSession(context.channel())
                    .send(Frame.newBuilder().setId("hello").setHello(hello).build());
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            context.close();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
        long nanos = System.nanoTime();
        switch (message) {
            case BinaryWebSocketFrame binary -> read(context, binary.content().nioBuffer(), nanos);
            case CloseWebSocketFrame close -> {
                closeCode = close.statusCode();
                closeReason = close.reasonText();
                context.close();
            }
            default -> {
                // Pings are answered by the protocol handler; nothing else is expected.
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        welcomed.completeExceptionally(
                new IOException("closed before welcome: code=" + closeCode + " reason=" + closeReason));
        listener.onClosed(closeCode, closeReason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        welcomed.completeExceptionally(cause);
        closeReason = cause.toString();
        context.close();
    }

    private void read(ChannelHandlerContext context, ByteBuffer bytes, long nanos) {
        Frame frame = parse(bytes);
        if (frame == null) {
            closeReason = "undecodable frame from the server";
            context.close();
            return;
        }
        if (frame.hasWelcome()) {
            long heartbeatMillis = Math.max(1_000, frame.getWelcome().getHeartbeatMillis());
            Frame ping = Frame.newBuilder()
                    .setId("ping")
                    .setPing(Ping.getDefaultInstance())
                    .build();
            WireSession session = new WireSession(context.channel());
            // Spread, or ten thousand sessions opened together would ping together for ever.
            long firstMillis = 1 + (Math.floorMod(deviceId.hashCode() * 31L + nanos, heartbeatMillis));
            context.executor()
                    .scheduleAtFixedRate(
                            () -> {
                                if (session.isOpen()) {
                                    session.send(ping);
                                }
                            },
                            firstMillis,
                            heartbeatMillis,
                            TimeUnit.MILLISECONDS);
            welcomed.complete(session);
        }
        listener.onFrame(frame, nanos);
    }

    private static @Nullable Frame parse(ByteBuffer bytes) {
        try {
            return Frame.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }
}
