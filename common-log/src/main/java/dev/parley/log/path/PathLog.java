package dev.parley.log.path;

import com.google.protobuf.Timestamp;
import dev.parley.proto.v1.Event;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Remembers what happened to messages at this instance: the newest steps, for an operator who asks. A diagnosis, not
/// a record: it is gone with the process, a busy instance overwrites it within seconds or minutes (a message to a
/// group takes one step per session), and a step that is repeated after a crash or a failure is there twice. Holds ids
/// and times, never content.
///
/// Any thread. Recording neither locks nor waits (`PathLogTest` measures it); asking reads the whole ring and may miss
/// what is recorded meanwhile.
public final class PathLog {

    private static final int CAPACITY = 20_000;

    private final Clock clock;
    private final AtomicReferenceArray<PathStep> ring;
    private final AtomicLong recorded = new AtomicLong();

    public PathLog(Clock clock) {
        this(clock, CAPACITY);
    }

    PathLog(Clock clock, int capacity) {
        this.clock = clock;
        this.ring = new AtomicReferenceArray<>(capacity);
    }

    /// Nothing for an event without a seq: it is private.
    public void step(Event event, Step step, String detail) {
        if (event.getSeq() > 0) {
            Timestamp accepted = event.getTime();
            record(new PathStep(
                    event.getMessageId(),
                    event.getConversationId(),
                    event.getSeq(),
                    step,
                    Instant.ofEpochSecond(accepted.getSeconds(), accepted.getNanos()),
                    clock.instant(),
                    detail));
        }
    }

    /// A device has, or a user has read, all of the conversation up to `seq`.
    public void mark(String conversationId, long seq, Step step, String detail) {
        record(new PathStep(0, conversationId, seq, step, Instant.EPOCH, clock.instant(), detail));
    }

    /// The steps of a message, oldest first.
    public List<PathStep> of(long messageId) {
        return messageId == 0
                ? List.of()
                : remembered().stream()
                        .filter(step -> step.messageId() == messageId)
                        .sorted(Comparator.comparing(PathStep::time))
                        .toList();
    }

    /// The marks that first covered this seq, one for each device and kind, oldest first.
    public List<PathStep> marks(String conversationId, long seq) {
        Map<List<Object>, PathStep> first = new LinkedHashMap<>();
        remembered().stream()
                .filter(mark -> mark.messageId() == 0
                        && mark.seq() >= seq
                        && mark.conversationId().equals(conversationId))
                .sorted(Comparator.comparing(PathStep::time))
                .forEach(mark -> first.putIfAbsent(List.of(mark.step(), mark.detail()), mark));
        return List.copyOf(first.values());
    }

    private void record(PathStep step) {
        ring.set((int) (recorded.getAndIncrement() % ring.length()), step);
    }

    private Collection<PathStep> remembered() {
        List<PathStep> steps = new ArrayList<>();
        for (int i = 0; i < ring.length(); i++) {
            PathStep step = ring.get(i);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }
}
