package dev.parley.gateway.fallback;

import dev.parley.gateway.auth.Principal;
import dev.parley.proto.v1.Hello;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// Long polls. A session lives here for 40 s after each poll; a poll that comes to another gateway, or later, begins a
/// session there from the token in its cursor. A response that may not have arrived is given again to the cursor it
/// answered, so nothing is lost between two polls; of two polls at once the older is answered empty.
final class Polls {

    private static final Duration WAIT = Duration.ofSeconds(25);
    private static final Duration KEPT = Duration.ofSeconds(40);
    private static final Duration TICK = Duration.ofSeconds(1);

    /// What comes together goes together.
    private static final Duration GATHER = Duration.ofMillis(5);

    private static final int MAX_FRAMES = 200;
    private static final int MAX_CHARS = 256 * 1024;

    /// @param cursor for the next poll
    record Answer(List<String> frames, String cursor) {}

    /// Where a client is.
    ///
    /// @param poll names the session at the gateway that has it
    /// @param number of responses it has had
    record Cursor(String poll, long number, ResumeToken token) {

        static Optional<Cursor> decoded(String text) {
            String[] fields = text.split("\\.", -1);
            if (fields.length != 3 || !fields[1].matches("[0-9]{1,18}")) {
                return Optional.empty();
            }
            return ResumeToken.decoded(fields[2]).map(token -> new Cursor(fields[0], Long.parseLong(fields[1]), token));
        }
    }

    private final Streams streams;
    private final ConcurrentHashMap<String, Polled> sessions = new ConcurrentHashMap<>();

    Polls(Streams streams) {
        this.streams = streams;
    }

    /// @return empty if the gateway is full or drains
    Optional<Mono<Answer>> poll(Principal principal, Hello hello, @Nullable Cursor cursor) {
        Polled known = cursor == null ? null : sessions.get(cursor.poll());
        if (known != null && cursor != null && known.isOf(principal, hello)) {
            return Optional.of(Mono.create(sink -> known.stream.run(() -> known.poll(cursor.number(), sink))));
        }
        if (!streams.isOpen()) {
            return Optional.empty();
        }
        return Optional.of(Mono.create(sink -> open(principal, hello, cursor, sink)));
    }

    private void open(Principal principal, Hello hello, @Nullable Cursor cursor, MonoSink<Answer> sink) {
        Optional<Stream> opened = streams.open(principal, hello, cursor == null ? null : cursor.token(), stream -> {
            Polled polled = new Polled(UUID.randomUUID().toString(), principal.userId(), hello.getDeviceId(), stream);
            sessions.put(polled.id, polled);
            polled.begin();
            polled.poll(0, sink);
        });
        if (opened.isEmpty()) {
            sink.success();
        }
    }

    /// One session; on its stream's loop.
    private final class Polled {

        private final String id;
        private final String userId;
        private final String deviceId;
        private final Stream stream;
        private final EventExecutor loop;
        private @Nullable ScheduledFuture<?> ticks;
        private @Nullable ScheduledFuture<?> patience;
        private @Nullable MonoSink<Answer> waiting;
        private @Nullable Answer last;
        private boolean gathering;
        private long number;
        private long lastPoll = System.nanoTime();

        private Polled(String id, String userId, String deviceId, Stream stream) {
            this.id = id;
            this.userId = userId;
            this.deviceId = deviceId;
            this.stream = stream;
            this.loop = stream.loop();
        }

        private boolean isOf(Principal principal, Hello hello) {
            return userId.equals(principal.userId()) && deviceId.equals(hello.getDeviceId());
        }

        private void begin() {
            stream.onReady(this::ready);
            ticks = loop.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }

        /// @param had the number of responses the client has had
        private void poll(long had, MonoSink<Answer> sink) {
            lastPoll = System.nanoTime();
            if (waiting != null) {
                answer(List.of());
            }
            Answer again = last;
            if (had < number && again != null) {
                sink.success(again);
                return;
            }
            waiting = sink;
            sink.onDispose(() -> stream.run(() -> {
                if (waiting == sink) {
                    waiting = null;
                    lastPoll = System.nanoTime();
                }
            }));
            patience = loop.schedule(
                    () -> {
                        if (waiting == sink) {
                            answer(List.of());
                        }
                    },
                    WAIT.toMillis(),
                    TimeUnit.MILLISECONDS);
            if (!stream.isEmpty()) {
                ready();
            }
        }

        private void ready() {
            if (waiting != null && !gathering) {
                gathering = true;
                loop.schedule(this::gathered, GATHER.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void gathered() {
            gathering = false;
            if (waiting == null) {
                return;
            }
            List<String> frames = new ArrayList<>();
            int chars = 0;
            while (frames.size() < MAX_FRAMES && chars < MAX_CHARS) {
                Optional<Stream.Out> next = stream.take();
                if (next.isEmpty()) {
                    break;
                }
                frames.add(next.get().json());
                chars += next.get().json().length();
            }
            if (!frames.isEmpty()) {
                number++;
                answer(frames);
            }
        }

        private void answer(List<String> frames) {
            MonoSink<Answer> sink = waiting;
            waiting = null;
            lastPoll = System.nanoTime();
            if (patience != null) {
                patience.cancel(false);
            }
            Answer answer = new Answer(frames, id + "." + number + "." + stream.token());
            if (!frames.isEmpty()) {
                last = answer;
            }
            if (sink != null) {
                sink.success(answer);
            }
        }

        private void tick() {
            boolean kept = waiting != null || System.nanoTime() - lastPoll < KEPT.toNanos();
            stream.tick(kept);
            if (!kept) {
                sessions.remove(id, this);
                stream.gone();
                if (ticks != null) {
                    ticks.cancel(false);
                }
            }
        }
    }
}
