package dev.parley.stack.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.SocketAddress;

/// The connection made for one request: passes the answer on piece by piece, as it comes. A `101` turns it and the
/// client's connection into a tunnel. Closed after the answer: on one machine a new connection costs less than a pool
/// would.
final class UpstreamSide extends ChannelInboundHandlerAdapter {

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private final Channel client;
    private final ClientSide clientSide;
    private boolean begun;
    private boolean ended;
    private boolean reusable = true;

    private UpstreamSide(Channel client, ClientSide clientSide) {
        this.client = client;
        this.clientSide = clientSide;
    }

    static ChannelFuture connect(Channel client, ClientSide clientSide, SocketAddress address) {
        return new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel upstream) {
                        upstream.pipeline()
                                .addLast(new HttpClientCodec(8 * 1024, 64 * 1024, 16 * 1024))
                                .addLast(new UpstreamSide(client, clientSide));
                    }
                })
                .connect(address);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            begun = true;
            reusable = HttpUtil.isKeepAlive(response) && hasOwnEnd(response);
            client.write(message);
            if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                tunnel(ctx);
            }
            return;
        }
        client.write(message);
        if (message instanceof LastHttpContent) {
            ended = true;
            client.flush();
            ctx.close();
            clientSide.answered(client, reusable);
        }
    }

    /// Whether the end of the answer can be told from the answer; if not, its end is the end of the connection.
    private static boolean hasOwnEnd(HttpResponse response) {
        return HttpUtil.isContentLengthSet(response)
                || HttpUtil.isTransferEncodingChunked(response)
                || response.status().equals(HttpResponseStatus.NO_CONTENT)
                || response.status().equals(HttpResponseStatus.NOT_MODIFIED);
    }

    private void tunnel(ChannelHandlerContext ctx) {
        // The head of the 101 must be encoded before the client's codec goes.
        client.write(LastHttpContent.EMPTY_LAST_CONTENT);
        client.flush();
        clientSide.upgraded(client, ctx.channel());
        ctx.pipeline().addLast("tunnel", new Tunnel(client));
        ctx.pipeline().remove(this);
        // Last, because it hands on what it has read beyond the head.
        ctx.channel().pipeline().remove(HttpClientCodec.class);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        client.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        clientSide.upstreamWritable(client, ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!begun) {
            clientSide.unanswered(client);
        } else if (!ended) {
            // Died in the middle: the client must not take what it has for the whole.
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
