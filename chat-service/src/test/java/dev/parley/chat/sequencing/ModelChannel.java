package dev.parley.chat.sequencing;

import dev.parley.proto.log.LogEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// What one producer has under way: in order and without a hole, as an idempotent producer writes. When its owner
/// dies or gives up, some of it is never written and the rest may still land, at any time.
final class ModelChannel {

    private record Sent(Append append, LogEvent event) {}

    record Landed(Append append, long offset) {}

    private final Random random;
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private final Deque<Landed> acknowledgements = new ArrayDeque<>();
    private boolean abandoned;

    ModelChannel(Random random) {
        this.random = random;
    }

    void send(Append append, LogEvent event) {
        underWay.addLast(new Sent(append, event));
    }

    void abandon() {
        abandoned = true;
        acknowledgements.clear();
        int keep = random.nextInt(underWay.size() + 1);
        while (underWay.size() > keep) {
            underWay.removeLast();
        }
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /// Nothing under way any more, and nobody who could send.
    boolean isOver() {
        return abandoned && underWay.isEmpty();
    }

    void dropAll() {
        underWay.clear();
    }

    void landOne(ModelRun run) {
        @Nullable Sent next = underWay.pollFirst();
        if (next != null) {
            long offset = run.land(next.event());
            if (!abandoned) {
                acknowledgements.addLast(new Landed(next.append(), offset));
            } else {
                run.counts().orphans++;
            }
        }
    }

    @Nullable
    Landed nextAcknowledgement() {
        return acknowledgements.pollFirst();
    }
}
