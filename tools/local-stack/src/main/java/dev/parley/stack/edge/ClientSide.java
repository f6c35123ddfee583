package dev.parley.stack.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One client connection. Handles one request at a time; what a client sends ahead waits, and if it sends much ahead
/// it is read no further. Each side is read only as fast as the other takes it, so nothing piles up here.
///
/// All of it, with the upstream connection, runs on one event loop: no state here is shared between threads.
final class ClientSide extends ChannelInboundHandlerAdapter {

    private static final int MAX_WAITING = 64;

    private final Upstreams upstreams;
    private final LocalPages pages;
    private final OpsPages ops;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();

    private @Nullable Exchange exchange;

    ClientSide(Upstreams upstreams, LocalPages pages, OpsPages ops) {
        this.upstreams = upstreams;
        this.pages = pages;
        this.ops = ops;
    }

    /// The request being answered.
    private sealed interface Exchange {
        record Local(HttpRequest request, Target target, ByteBuf body) implements Exchange {}

        /// Others are asked before the edge answers.
        record Asked(HttpRequest request) implements Exchange {}

        /// `upstream` is null until a connection is made; until then the body waits.
        record Proxied(HttpRequest request, @Nullable Channel upstream, boolean requestDone) implements Exchange {}
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(object);
            answer(ctx, pages.problem(HttpResponseStatus.BAD_REQUEST, "INVALID", "not an HTTP/1.1 request"), false);
            return;
        }
        waiting.add(object);
        if (waiting.size() > MAX_WAITING) {
            ctx.channel().config().setAutoRead(false);
        }
        drain(ctx);
    }

    /// Takes what waits as far as the current exchange allows.
    private void drain(ChannelHandlerContext ctx) {
        while (!waiting.isEmpty()) {
            HttpObject next = waiting.getFirst();
            switch (exchange) {
                case null -> {
                    waiting.removeFirst();
                    if (next instanceof HttpRequest request) {
                        begin(ctx, request);
                    } else {
                        // The rest of a request that was answered before it was read whole.
                        ReferenceCountUtil.release(next);
                    }
                }
                case Exchange.Local local -> {
                    if (!(next instanceof HttpContent content)) {
                        return;
                    }
                    waiting.removeFirst();
                    take(ctx, local, content);
                }
                case Exchange.Asked asked -> {
                    return;
                }
                case Exchange.Proxied proxied -> {
                    Channel upstream = proxied.upstream();
                    if (upstream == null || proxied.requestDone() || !(next instanceof HttpContent content)) {
                        return;
                    }
                    waiting.removeFirst();
                    boolean last = content instanceof LastHttpContent;
                    exchange = new Exchange.Proxied(proxied.request(), upstream, last);
                    upstream.writeAndFlush(content);
                }
            }
        }
        resumeReading(ctx);
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        Target target = Target.of(request.uri());
        List<InetSocketAddress> instances = upstreams.inTurn(target);
        if (instances.isEmpty()) {
            exchange = new Exchange.Local(request, target, Unpooled.buffer());
            return;
        }
        exchange = new Exchange.Proxied(request, null, false);
        String client =
                ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress().getHostAddress();
        request.headers().set("X-Forwarded-For", client);
        request.headers().set("X-Forwarded-Proto", "http");
        if (HttpUtil.is100ContinueExpected(request)) {
            // The body is asked for here; upstream it just follows.
            request.headers().remove(HttpHeaderNames.EXPECT);
            ctx.writeAndFlush(pages.proceed());
        }
        connect(ctx, request, instances.iterator());
    }

    private void connect(ChannelHandlerContext ctx, HttpRequest request, Iterator<InetSocketAddress> instances) {
        if (!instances.hasNext()) {
            answer(
                    ctx,
                    pages.problem(HttpResponseStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE", "no instance answers"),
                    HttpUtil.isKeepAlive(request));
            drain(ctx);
            return;
        }
        UpstreamSide.connect(ctx.channel(), this, instances.next()).addListener((ChannelFutureListener) connected -> {
            if (!ctx.channel().isActive()) {
                connected.channel().close();
            } else if (!connected.isSuccess()) {
                connect(ctx, request, instances);
            } else {
                exchange = new Exchange.Proxied(request, connected.channel(), false);
                connected.channel().writeAndFlush(request);
                drain(ctx);
            }
        });
    }

    private void take(ChannelHandlerContext ctx, Exchange.Local local, HttpContent content) {
        try {
            if (local.body().readableBytes() + content.content().readableBytes() > LocalPages.MAX_BODY_BYTES) {
                local.body().release();
                answer(
                        ctx,
                        pages.problem(
                                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "TOO_LARGE", "the body is too large"),
                        false);
                return;
            }
            local.body().writeBytes(content.content());
            if (content instanceof LastHttpContent && isForOps(local.request())) {
                local.body().release();
                ask(ctx, local.request());
            } else if (content instanceof LastHttpContent) {
                FullHttpResponse response = pages.serve(local.request(), local.target(), local.body());
                local.body().release();
                answer(ctx, response, HttpUtil.isKeepAlive(local.request()));
            }
        } finally {
            content.release();
        }
    }

    private static boolean isForOps(HttpRequest request) {
        return request.method().equals(HttpMethod.GET) && request.uri().startsWith(OpsPages.PREFIX);
    }

    private void ask(ChannelHandlerContext ctx, HttpRequest request) {
        Exchange.Asked asked = new Exchange.Asked(request);
        exchange = asked;
        ops.get(request.uri())
                .thenAcceptAsync(
                        answered -> {
                            if (exchange == asked) {
                                answer(
                                        ctx,
                                        pages.json(answered.status(), answered.json()),
                                        HttpUtil.isKeepAlive(request));
                                drain(ctx);
                            }
                        },
                        ctx.executor());
    }

    /// An answer of the edge itself.
    private void answer(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
        exchange = null;
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// The upstream has answered in full.
    ///
    /// @param reusable whether both sides may go on with another request
    void answered(Channel client, boolean reusable) {
        boolean goOn = reusable
                && exchange instanceof Exchange.Proxied proxied
                && proxied.requestDone()
                && HttpUtil.isKeepAlive(proxied.request());
        exchange = null;
        if (!goOn) {
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ChannelHandlerContext ctx = client.pipeline().context(this);
        if (ctx != null) {
            drain(ctx);
        }
    }

    /// The upstream closed without a word, as one that is being killed does. Whether it acted on the request is
    /// unknown, so it is not sent elsewhere; the client decides.
    void unanswered(Channel client) {
        ChannelHandlerContext ctx = client.pipeline().context(this);
        if (ctx != null && exchange != null) {
            answer(
                    ctx,
                    pages.problem(HttpResponseStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE", "the instance went away"),
                    false);
        }
    }

    /// From now on the connection carries no HTTP: both codecs go and bytes pass as they are.
    void upgraded(Channel client, Channel upstream) {
        exchange = null;
        client.pipeline().replace(this, "tunnel", new Tunnel(upstream));
        client.pipeline().remove(HttpServerCodec.class);
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange instanceof Exchange.Proxied proxied && proxied.upstream() != null) {
            proxied.upstream().config().setAutoRead(ctx.channel().isWritable());
        }
        ctx.fireChannelWritabilityChanged();
    }

    /// Called by the upstream side when it can take more, or no more.
    void upstreamWritable(Channel client, boolean writable) {
        client.config().setAutoRead(writable && waiting.size() <= MAX_WAITING);
    }

    private void resumeReading(ChannelHandlerContext ctx) {
        boolean blocked = exchange instanceof Exchange.Proxied proxied
                && proxied.upstream() != null
                && !proxied.upstream().isWritable();
        if (!blocked && !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        switch (exchange) {
            case null -> {}
            case Exchange.Local local -> local.body().release();
            case Exchange.Asked asked -> {}
            case Exchange.Proxied proxied -> {
                if (proxied.upstream() != null) {
                    proxied.upstream().close();
                }
            }
        }
        exchange = null;
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A connection reset by either end; the other end is told by the close.
        ctx.close();
    }
}
