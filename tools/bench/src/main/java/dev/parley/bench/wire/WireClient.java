package dev.parley.bench.wire;

import dev.parley.contract.ProtocolLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Opens sessions over the binary subprotocol. All sessions share a few event loops, so that ten thousand of them fit
/// into one process beside the system under test.
public final class WireClient implements AutoCloseable {

    private static final int MAX_SERVER_FRAME_BYTES = 1024 * 1024;
    private static final Duration UPGRADE_TIMEOUT = Duration.ofSeconds(20);

    private static final int ATTEMPTS = 5;
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final EventLoopGroup loops;

    public WireClient(int threads) {
        this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
    }

    /// Like {@link #open}, but tries up to five times, a second apart: setting up a run is not what is measured.
    public CompletableFuture<WireSession> openPatiently(
            URI gateway, String sourceAddress, String token, String deviceId, SessionListener listener) {
        return attempt(() -> open(gateway, sourceAddress, token, deviceId, listener), ATTEMPTS);
    }

    /// Completes with the session once the server has welcomed it; exceptionally if it does not.
    ///
    /// @param gateway `ws://host:port`
    /// @param sourceAddress local address to connect from: one address has only some 28,000 ports
    public CompletableFuture<WireSession> open(
            URI gateway, String sourceAddress, String token, String deviceId, SessionListener listener) {
        CompletableFuture<WireSession> welcomed = new CompletableFuture<>();
        HttpHeaders headers = new DefaultHttpHeaders().add(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(gateway.resolve("/v1/connect"))
                .version(WebSocketVersion.V13)
                .subprotocol(ProtocolLimits.SUBPROTOCOL_PROTO)
                .customHeaders(headers)
                .maxFramePayloadLength(MAX_SERVER_FRAME_BYTES)
                // Native clients have no Origin; one that is not on the list is refused.
                .generateOriginHeader(false)
                // Seen by the handler: the code belongs into the report.
                .handleCloseFrames(false)
                .handshakeTimeoutMillis(UPGRADE_TIMEOUT.toMillis())
                .build();
        ChannelFuture connecting = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(65_536))
                                .addLast(new WebSocketClientProtocolHandler(config))
                                .addLast(new SessionHandler(deviceId, listener, welcomed));
                    }
                })
                .connect(
                        new InetSocketAddress(gateway.getHost(), gateway.getPort()),
                        new InetSocketAddress(sourceAddress, 0));
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                welcomed.completeExceptionally(done.cause());
            }
        });
        return welcomed;
    }

    private static CompletableFuture<WireSession> attempt(Supplier<CompletableFuture<WireSession>> open, int left) {
        return open.get()
                .exceptionallyCompose(failure -> left <= 1
                        ? CompletableFuture.failedFuture(failure)
                        : CompletableFuture.supplyAsync(() -> attempt(open, left - 1), LATER)
                                .thenCompose(next -> next));
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3_000);
    }
}
