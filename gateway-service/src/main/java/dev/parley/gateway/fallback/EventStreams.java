package dev.parley.gateway.fallback;

import dev.parley.gateway.auth.Principal;
import dev.parley.proto.v1.Hello;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/// Server-sent events: one frame in each, the token of the client's place as its id. A comment opens the stream, long
/// enough for proxies that hold back the first kilobytes, and one every 15 s keeps it open.
final class EventStreams {

    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int PADDING = 2_048;

    private final Streams streams;

    EventStreams(Streams streams) {
        this.streams = streams;
    }

    /// @return empty if the gateway is full or drains
    Optional<Flux<ServerSentEvent<String>>> open(Principal principal, Hello hello, @Nullable ResumeToken resume) {
        return streams.isOpen()
                ? Optional.of(Flux.create(sink -> run(sink, principal, hello, resume)))
                : Optional.empty();
    }

    private void run(
            FluxSink<ServerSentEvent<String>> sink, Principal principal, Hello hello, @Nullable ResumeToken resume) {
        sink.next(ServerSentEvent.<String>builder()
                .comment(" ".repeat(PADDING))
                .retry(RETRY)
                .build());
        Optional<Stream> opened = streams.open(principal, hello, resume, stream -> {
            Pump pump = new Pump(stream, sink);
            stream.onReady(pump::run);
            ScheduledFuture<?> ticks = pump.ticking();
            sink.onRequest(wanted -> stream.run(pump::run));
            sink.onDispose(() -> stream.run(() -> {
                ticks.cancel(false);
                stream.gone();
            }));
        });
        if (opened.isEmpty()) {
            sink.complete();
        }
    }

    /// Moves frames into the response as far as it takes them; on the stream's loop.
    private static final class Pump {

        private final Stream stream;
        private final FluxSink<ServerSentEvent<String>> sink;
        private long lastWrite = System.nanoTime();

        private Pump(Stream stream, FluxSink<ServerSentEvent<String>> sink) {
            this.stream = stream;
            this.sink = sink;
        }

        private ScheduledFuture<?> ticking() {
            return stream.loop()
                    .scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void run() {
            while (sink.requestedFromDownstream() > 0 && !sink.isCancelled()) {
                Optional<Stream.Out> next = stream.take();
                if (next.isEmpty()) {
                    return;
                }
                lastWrite = System.nanoTime();
                ServerSentEvent.Builder<String> event =
                        ServerSentEvent.builder(next.get().json());
                String token = next.get().token();
                sink.next(token == null ? event.build() : event.id(token).build());
                if (next.get().last()) {
                    sink.complete();
                    return;
                }
            }
        }

        private void tick() {
            stream.tick(!sink.isCancelled());
            boolean quiet = System.nanoTime() - lastWrite > COMMENT_EVERY.toNanos();
            if (quiet && sink.requestedFromDownstream() > 0) {
                lastWrite = System.nanoTime();
                sink.next(ServerSentEvent.<String>builder().comment("").build());
            }
        }
    }
}
