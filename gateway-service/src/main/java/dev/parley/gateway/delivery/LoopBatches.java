package dev.parley.gateway.delivery;

import static dev.parley.log.path.Step.DELIVERED;

import dev.parley.gateway.session.Session;
import dev.parley.log.path.PathLog;
import dev.parley.proto.v1.Frame;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// What one bus frame brings, sorted by event loop: one task per loop, however many sockets. Order per socket is the
/// order of the calls.
final class LoopBatches {

    private sealed interface Step {

        record Write(Session session, Frame frame, ByteBuf encoded) implements Step {}

        record Task(Runnable action) implements Step {}
    }

    private final PathLog path;
    private final Map<Executor, List<Step>> steps = new IdentityHashMap<>(4);
    private int writes;

    LoopBatches(PathLog path) {
        this.path = path;
    }

    /// Takes over one reference of the encoded form.
    void write(Session session, Frame frame, ByteBuf encoded) {
        writes++;
        add(session, new Step.Write(session, frame, encoded));
    }

    void run(Session session, Runnable action) {
        add(session, new Step.Task(action));
    }

    /// @return how many frames go to sockets
    int dispatch() {
        steps.forEach((loop, batch) -> {
            try {
                loop.execute(() -> batch.forEach(this::perform));
            } catch (RejectedExecutionException e) {
                // The loop has ended, and its sockets with it.
                batch.forEach(LoopBatches::release);
            }
        });
        return writes;
    }

    private void add(Session session, Step step) {
        steps.computeIfAbsent(session.outlet().loop(), loop -> new ArrayList<>())
                .add(step);
    }

    private void perform(Step step) {
        switch (step) {
            case Step.Write write -> {
                write.session().outlet().write(write.frame(), write.encoded());
                path.step(write.frame().getEvent(), DELIVERED, write.session().name());
            }
            case Step.Task task -> task.action().run();
        }
    }

    private static void release(Step step) {
        if (step instanceof Step.Write write) {
            write.encoded().release();
        }
    }
}
