package dev.parley.chaos;

import dev.parley.chaos.check.Invariant;
import dev.parley.chaos.check.Violation;
import dev.parley.chaos.load.Fleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What one run says while it goes on, and the waits between its parts.
final class Progress {

    /// P5's bound.
    static final Duration DELIVER_WITHIN = Duration.ofSeconds(10);

    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(60);
    private static final Duration READABLE_WITHIN = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int SHOWN = 5;

    private final String run;

    Progress(String run) {
        this.run = run;
    }

    void say(String what) {
        System.err.println("chaos " + run + ": " + what);
    }

    /// What is not settled in time is no failure by itself: the checker says which promise that breaks.
    void awaitSettled(Fleet fleet) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_WITHIN.toNanos();
        List<String> unsettled = fleet.unsettled();
        while (!unsettled.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
            unsettled = fleet.unsettled();
        }
        if (!unsettled.isEmpty()) {
            say("not settled within " + SETTLE_WITHIN.toSeconds() + " s: " + unsettled.size() + " devices");
            unsettled.stream().limit(10).forEach(line -> System.err.println("    " + line));
        }
    }

    /// What is acked is readable after two seconds at rest.
    void awaitHistory() throws InterruptedException {
        Thread.sleep(READABLE_WITHIN);
    }

    void print(List<Violation> violations, Path file) {
        say(violations.isEmpty() ? "every invariant holds" : violations.size() + " violations, see " + file);
        for (Invariant invariant : Invariant.values()) {
            List<Violation> of = violations.stream()
                    .filter(violation -> violation.invariant() == invariant)
                    .toList();
            of.stream().limit(SHOWN).forEach(violation -> System.err.println("    " + violation));
            if (of.size() > SHOWN) {
                System.err.println("    " + invariant.id() + " … and " + (of.size() - SHOWN) + " more");
            }
        }
    }
}
