package dev.parley.gateway.websocket;

import dev.parley.gateway.auth.Tickets;
import dev.parley.gateway.auth.TokenVerifier;
import dev.parley.gateway.drain.Admission;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import reactor.netty.NettyPipeline;

/// Step 1 of docs/message-path.md.
///
/// Takes a connection out of the HTTP server when it asks for `/v1/connect`; all other requests pass by untouched.
/// What remains of an upgraded connection is a frame decoder and one handler: 10,000 idle sockets must not pay for an
/// HTTP stack. Order per socket; one instance serves all connections.
@Sharable
public final class ConnectHandler extends ChannelInboundHandlerAdapter {

    private static final String PATH = "/v1/connect";

    private final UpgradeRules rules;
    private final TokenVerifier verifier;
    private final Tickets tickets;
    private final Admission admission;
    private final SocketListener.Factory listeners;
    private final LoopTurns turns;
    private final QueueBounds bounds;

    /// How much may wait for one socket.
    public record QueueBounds(int maxFrames, long maxBytes) {}

    public ConnectHandler(
            List<String> allowedOrigins,
            TokenVerifier verifier,
            Tickets tickets,
            Admission admission,
            SocketListener.Factory listeners,
            LoopTurns turns,
            QueueBounds bounds) {
        this.rules = new UpgradeRules(allowedOrigins);
        this.verifier = verifier;
        this.tickets = tickets;
        this.admission = admission;
        this.listeners = listeners;
        this.turns = turns;
        this.bounds = bounds;
    }

    /// Puts itself between the HTTP codec and the HTTP server.
    public void install(ChannelPipeline pipeline) {
        pipeline.addAfter(NettyPipeline.HttpCodec, "parley.connect", this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request
                && request.decoderResult().isSuccess()
                && PATH.equals(pathOf(request.uri()))) {
            Upgrade upgrade = new Upgrade(request, this);
            context.pipeline().addAfter(context.name(), "parley.upgrade", upgrade);
        }
        context.fireChannelRead(message);
    }

    UpgradeRules rules() {
        return rules;
    }

    TokenVerifier verifier() {
        return verifier;
    }

    Tickets tickets() {
        return tickets;
    }

    Admission admission() {
        return admission;
    }

    SocketListener.Factory listeners() {
        return listeners;
    }

    LoopTurns turns() {
        return turns;
    }

    QueueBounds bounds() {
        return bounds;
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
