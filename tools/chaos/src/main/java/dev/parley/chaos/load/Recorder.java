package dev.parley.chaos.load;

import dev.parley.chaos.check.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/// The record of a run while it is written. Any thread; the clock is read under the same lock that appends, so the
/// order of the record is the order of its times.
public final class Recorder {

    private final List<Told> told = new ArrayList<>();

    public synchronized void write(LongFunction<Told> line) {
        told.add(line.apply(System.nanoTime()));
    }

    public synchronized List<Told> told() {
        return List.copyOf(told);
    }
}
