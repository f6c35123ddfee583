package dev.parley.gateway.websocket;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What the sockets of one event loop share: one flush at the end of a turn in place of one per frame, and one sweep
/// over all deadlines in place of timers per socket.
public final class LoopTurns {

    static final Duration SWEEP = Duration.ofMillis(200);

    private final ConcurrentHashMap<EventLoop, Turn> turns = new ConcurrentHashMap<>();

    Turn of(EventLoop loop) {
        return turns.computeIfAbsent(loop, Turn::new);
    }

    /// Runs for every socket, each on its own loop.
    public void forEachSocket(Consumer<Socket> action) {
        for (Turn turn : turns.values()) {
            try {
                turn.loop.execute(() -> List.copyOf(turn.sockets).forEach(action));
            } catch (RejectedExecutionException e) {
                // The loop has ended, and its sockets with it.
                turns.remove(turn.loop, turn);
            }
        }
    }

    /// The sockets of one loop; used on that loop only.
    static final class Turn {

        private final EventLoop loop;
        private final List<SocketHandler> sockets = new ArrayList<>();
        private final List<SocketHandler> unflushed = new ArrayList<>();

        private Turn(EventLoop loop) {
            this.loop = loop;
            loop.scheduleAtFixedRate(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        }

        void add(SocketHandler socket) {
            socket.index = sockets.size();
            sockets.add(socket);
        }

        void remove(SocketHandler socket) {
            // The last one takes the free place: no shifting with ten thousand sockets.
            SocketHandler last = sockets.removeLast();
            if (last != socket) {
                sockets.set(socket.index, last);
                last.index = socket.index;
            }
        }

        void flushLater(SocketHandler socket) {
            if (unflushed.isEmpty()) {
                loop.execute(this::flush);
            }
            unflushed.add(socket);
        }

        private void flush() {
            List<SocketHandler> ready = List.copyOf(unflushed);
            unflushed.clear();
            ready.forEach(SocketHandler::flush);
        }

        private void sweep() {
            long now = System.nanoTime();
            // Backwards: a socket that closes in its tick gives its place to one already visited.
            for (int i = sockets.size() - 1; i >= 0; i--) {
                if (i < sockets.size()) {
                    sockets.get(i).tick(now);
                }
            }
        }
    }
}
