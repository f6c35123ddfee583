package dev.parley.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Welcome;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client against a server of ten lines that speaks just enough of the protocol.
@Timeout(30)
class WireClientIT {

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final WireClient client = new WireClient(1);
    private URI gateway = URI.create("ws://127.0.0.1:1");

    @BeforeEach
    void serve() {
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536))
                                .addLast(new WebSocketServerProtocolHandler(
                                        "/v1/connect", ProtocolLimits.SUBPROTOCOL_PROTO))
                                .addLast(new Answers());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
        gateway = URI.create("ws://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
    }

    @AfterEach
    void end() {
        client.close();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void open_completesWithTheWelcome_andASentMessageIsAcked() {
        WireSession session =
                client.open(gateway, "127.0.0.2", "token", "phone", listener()).join();

        session.send(Frame.newBuilder()
                .setId("1")
                .setSend(Send.newBuilder().setConversationId("d_1").setClientId("c1"))
                .build());

        await().atMost(Duration.ofSeconds(5)).until(() -> heard.contains("ACK c1"));
        assertThat(heard.getFirst()).isEqualTo("WELCOME phone");
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void open_failsWithTheCloseCode_whenTheServerDoesNotWelcome() {
        assertThatThrownBy(() -> client.open(gateway, "127.0.0.1", "token", "unwelcome", listener())
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("code=4001");
        await().atMost(Duration.ofSeconds(5)).until(() -> heard.contains("CLOSED 4001"));
    }

    private SessionListener listener() {
        return new SessionListener() {
            @Override
            public void onFrame(Frame frame, long nanos) {
                String what = frame.hasWelcome()
                        ? frame.getWelcome().getDeviceId()
                        : frame.getAck().getClientId();
                heard.add(frame.getBodyCase() + " " + what);
            }

            @Override
            public void onClosed(int code, String reason) {
                heard.add("CLOSED " + code);
            }
        };
    }

    private static final class Answers extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame message) throws Exception {
            Frame frame = Frame.parseFrom(message.content().nioBuffer());
            switch (frame.getBodyCase()) {
                case HELLO -> {
                    String device = frame.getHello().getDeviceId();
                    if ("unwelcome".equals(device)) {
                        context.writeAndFlush(new CloseWebSocketFrame(4001, "unauthorized"));
                        return;
                    }
                    write(
                            context,
                            Frame.newBuilder().setWelcome(Welcome.newBuilder().setDeviceId(device)));
                }
                case SEND ->
                    write(
                            context,
                            Frame.newBuilder()
                                    .setAck(Ack.newBuilder()
                                            .setClientId(frame.getSend().getClientId())));
                default -> {
                    // Pings need no answer here.
                }
            }
        }

        private static void write(ChannelHandlerContext context, Frame.Builder frame) {
            context.writeAndFlush(new BinaryWebSocketFrame(
                    Unpooled.wrappedBuffer(frame.build().toByteArray())));
        }
    }
}
