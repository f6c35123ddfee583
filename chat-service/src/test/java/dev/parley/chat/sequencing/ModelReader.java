package dev.parley.chat.sequencing;

import dev.parley.log.LogIndexGate;
import dev.parley.proto.log.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// A reader of `parley.events`: router, history. Commits its offset and last accepted index together, crashes back to
/// what it committed, and is rewound to 0 now and then.
final class ModelReader {

    private final Sabotage sabotage;
    private final Consumer<LogEvent> accepted;
    private final List<LogEvent> model = new ArrayList<>();
    private LogIndexGate gate = new LogIndexGate(LogIndexGate.NONE);
    private int offset;
    private int committedOffset;
    private long committedIndex = LogIndexGate.NONE;

    ModelReader(Sabotage sabotage, Consumer<LogEvent> accepted) {
        this.sabotage = sabotage;
        this.accepted = accepted;
    }

    void read(List<LogEvent> events, int atMost) {
        for (int i = 0; i < atMost && offset < events.size(); i++) {
            LogEvent event = events.get(offset++);
            boolean takes = gate.accept(event.getLogIndex());
            if (takes || sabotage == Sabotage.NO_LOG_INDEX_CHECK) {
                take(event, takes);
            }
        }
    }

    void commit() {
        committedOffset = offset;
        committedIndex = gate.lastAccepted();
    }

    void crash() {
        offset = committedOffset;
        gate = new LogIndexGate(committedIndex);
    }

    void rewind() {
        offset = 0;
        committedOffset = 0;
        committedIndex = LogIndexGate.NONE;
        gate = new LogIndexGate(LogIndexGate.NONE);
    }

    void act(List<LogEvent> events, Random random) {
        int dice = random.nextInt(20);
        if (dice < 14) {
            read(events, 1 + random.nextInt(5));
        } else if (dice < 17) {
            commit();
        } else if (dice < 19) {
            crash();
        } else {
            rewind();
        }
    }

    /// What this reader holds, in order.
    List<LogEvent> model() {
        return model;
    }

    private void take(LogEvent event, boolean next) {
        int index = (int) event.getLogIndex() - 1;
        if (next && index < model.size()) {
            // Seen before the crash or the rewind: writing it again must change nothing.
            ModelViolation.check(
                    model.get(index).equals(event), () -> "a reader was given two different events as " + index);
        } else {
            model.add(event);
        }
        accepted.accept(event);
    }
}
