package dev.parley.gateway.websocket;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.auth.Verification;
import dev.parley.gateway.codec.Encoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/// One upgrade: waits for the end of the request, asks who it is, and either answers with a problem and closes or
/// turns the channel into a socket. Lives from the request line to that moment.
final class Upgrade extends ChannelInboundHandlerAdapter {

    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    private final HttpRequest request;
    private final ConnectHandler parts;
    private boolean decided;

    Upgrade(HttpRequest request, ConnectHandler parts) {
        this.request = request;
        this.parts = parts;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent && !decided) {
            decided = true;
            decide(context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void decide(ChannelHandlerContext context) {
        switch (parts.rules().judge(request)) {
            case UpgradeRules.Verdict.Reject reject -> reject(context, reject);
            case UpgradeRules.Verdict.Accept accept -> {
                if (!parts.admission().isOpen()) {
                    reject(context, new UpgradeRules.Verdict.Reject(503, ErrorCode.UNAVAILABLE, "draining"));
                    return;
                }
                switch (accept.credential()) {
                    case UpgradeRules.Credential.None none -> accept(context, accept, null);
                    case UpgradeRules.Credential.Token token ->
                        await(context, accept, parts.verifier().verify(token.value()));
                    case UpgradeRules.Credential.Ticket ticket ->
                        await(context, accept, parts.tickets().redeem(ticket.value()));
                }
            }
        }
    }

    private void await(
            ChannelHandlerContext context, UpgradeRules.Verdict.Accept accept, CompletionStage<Verification> answer) {
        answer.whenComplete((verification, failure) -> {
            Verification known = failure == null ? verification : new Verification.Unavailable();
            if (context.executor().inEventLoop()) {
                verified(context, accept, known);
            } else {
                context.executor().execute(() -> verified(context, accept, known));
            }
        });
    }

    private void verified(
            ChannelHandlerContext context, UpgradeRules.Verdict.Accept accept, Verification verification) {
        switch (verification) {
            case Verification.Verified verified -> accept(context, accept, verified.principal());
            case Verification.Rejected rejected ->
                reject(
                        context,
                        new UpgradeRules.Verdict.Reject(401, ErrorCode.UNAUTHORIZED, "token or ticket not valid"));
            case Verification.Unavailable none ->
                reject(context, new UpgradeRules.Verdict.Reject(503, ErrorCode.UNAVAILABLE, "cannot be checked now"));
        }
    }

    private void accept(
            ChannelHandlerContext context, UpgradeRules.Verdict.Accept accept, @Nullable Principal principal) {
        Channel channel = context.channel();
        if (!channel.isActive()) {
            return;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, acceptOf(accept.key()))
                .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, accept.encoding().subprotocol());
        context.writeAndFlush(response);
        boolean admitted = parts.admission().enter();
        SocketHandler socket = becomeSocket(context, accept.encoding(), principal);
        if (!admitted) {
            socket.close(CloseCode.POD_FULL);
        }
    }

    private SocketHandler becomeSocket(
            ChannelHandlerContext context, Encoding encoding, @Nullable Principal principal) {
        Channel channel = context.channel();
        SocketHandler socket = new SocketHandler(channel, encoding, parts, principal);
        ChannelPipeline pipeline = context.pipeline();
        pipeline.addAfter(NettyPipeline.HttpCodec, SocketHandler.DECODER, SocketHandler.newDecoder());
        pipeline.addAfter(SocketHandler.DECODER, SocketHandler.NAME, socket);
        for (String name : pipeline.names()) {
            boolean stays = name.equals(SocketHandler.DECODER)
                    || name.equals(SocketHandler.NAME)
                    || name.equals(NettyPipeline.HttpCodec)
                    || pipeline.context(name) == null
                    || pipeline.get(name) == null;
            if (!stays) {
                pipeline.remove(name);
            }
        }
        channel.config().setWriteBufferWaterMark(WATER_MARK);
        // Last: it hands on what it has read beyond the request.
        pipeline.remove(NettyPipeline.HttpCodec);
        channel.config().setAutoRead(true);
        return socket;
    }

    private static void reject(ChannelHandlerContext context, UpgradeRules.Verdict.Reject reject) {
        String body = "{\"type\":\"about:blank\",\"status\":" + reject.status() + ",\"code\":\""
                + reject.code().name() + "\",\"detail\":\"" + reject.detail() + "\"}";
        ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reject.status()), content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        switch (reject.status()) {
            case 401 -> response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            case 405 -> response.headers().set(HttpHeaderNames.ALLOW, "GET");
            case 426 ->
                response.headers()
                        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                        .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
            case 503 -> response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
            default -> {
                // The status says it all.
            }
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static String acceptOf(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
