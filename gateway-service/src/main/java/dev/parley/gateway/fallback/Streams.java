package dev.parley.gateway.fallback;

import dev.parley.gateway.auth.Principal;
import dev.parley.gateway.codec.Decoded;
import dev.parley.gateway.drain.Admission;
import dev.parley.gateway.inbound.Backbone;
import dev.parley.gateway.inbound.ClientConnection;
import dev.parley.gateway.inbound.PostedFrames;
import dev.parley.gateway.websocket.ConnectHandler.QueueBounds;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens sessions without a WebSocket, and has posts answered, each on one of a few event loops of their own: Reactor
/// Netty gives a handler none to keep. Thread-safe.
public final class Streams implements AutoCloseable {

    private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final EventExecutorGroup loops =
            new DefaultEventExecutorGroup(LOOPS, new DefaultThreadFactory("fallback", true));
    private final Backbone parts;
    private final Admission admission;
    private final QueueBounds bounds;

    public Streams(Backbone parts, Admission admission, QueueBounds bounds) {
        this.parts = parts;
        this.admission = admission;
        this.bounds = bounds;
    }

    /// Greeted by itself; its reader is to be set on its loop, which runs `reader` first.
    ///
    /// @param reader told the stream before anything waits in it
    /// @return empty if the gateway is full or drains
    Optional<Stream> open(Principal principal, Hello hello, @Nullable ResumeToken resume, Consumer<Stream> reader) {
        if (!admission.enter()) {
            admission.leave();
            return Optional.empty();
        }
        Stream stream = new Stream(
                loops.next(),
                admission,
                bounds,
                (socket, encoding, who) -> new ClientConnection(parts, socket, encoding, who),
                principal,
                sync -> parts.syncs().sync(principal.userId(), sync),
                resume);
        stream.loop().execute(() -> {
            reader.accept(stream);
            stream.begin(hello);
        });
        return Optional.of(stream);
    }

    CompletionStage<List<Frame>> post(Principal principal, String deviceId, List<Decoded> frames) {
        return PostedFrames.answers(parts, loops.next(), principal, deviceId, frames);
    }

    boolean isOpen() {
        return admission.isOpen();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
