package dev.parley.chaos;

import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.check.Checker;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Invariant;
import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Told;
import dev.parley.chaos.check.Violation;
import dev.parley.chaos.fault.Fault;
import dev.parley.chaos.fault.Stack;
import dev.parley.chaos.heal.Healing;
import dev.parley.chaos.load.Fleet;
import dev.parley.chaos.load.Load;
import dev.parley.chaos.load.RecordFile;
import dev.parley.chaos.load.Scenario;
import dev.parley.chaos.report.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One fault under load, from connecting fresh people to the verdict. Each fault has people and conversations of its
/// own, so that what one breaks does not colour the next.
final class FaultRun {

    /// P5's bound.
    private static final Duration DELIVER_WITHIN = Duration.ofSeconds(10);

    /// What was sent longer ago than this when it arrived was still ill.
    private static final Duration NORMAL = Duration.ofSeconds(1);

    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(60);
    private static final Duration READABLE_WITHIN = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int REPEATS = 100;
    private static final int SHOWN = 5;

    private final RunOptions options;
    private final Stack stack;
    private final RestApi rest;
    private final Checker checker = new Checker(DELIVER_WITHIN);

    FaultRun(RunOptions options, Stack stack, RestApi rest) {
        this.options = options;
        this.stack = stack;
        this.rest = rest;
    }

    Result run(Fault fault, String run) throws Exception {
        Scenario scenario = Scenario.of(run, options.users, options.seed);
        List<Violation> violations = new ArrayList<>();
        try (Fleet fleet = Fleet.connect(scenario, options.gateways, options.marks, rest)) {
            say(fault, scenario.devices().size() + " devices are connected");
            // The load begins when everybody knows their conversations; the rush of logins is not the fault.
            awaitSettled(fault, fleet);
            FaultWindow window = fault == Fault.REWIND ? rewind(fleet, violations) : underLoad(fault, fleet);
            awaitSettled(fault, fleet);
            int repeated = fleet.repeat(window, REPEATS);
            awaitHistory();
            Recording recording = fleet.record(List.of(window));
            Path file = options.records.resolve(run + "-" + fault.label() + ".jsonl");
            RecordFile.write(recording, file);
            violations.addAll(checker.check(recording));
            print(fault, violations, file);
            return new Result(
                    fault,
                    count(recording, Told.Sent.class),
                    count(recording, Told.Acked.class) - repeated,
                    count(recording, Told.Refused.class),
                    repeated,
                    count(recording, Told.Applied.class),
                    Duration.ofNanos(window.toNanos() - window.fromNanos()),
                    Healing.of(recording, window, NORMAL),
                    List.copyOf(violations));
        }
    }

    private FaultWindow underLoad(Fault fault, Fleet fleet) throws Exception {
        try (Load load = Load.start(fleet, options.ratePerSecond, options.seed, "m")) {
            Thread.sleep(Duration.ofSeconds(options.secondsBefore));
            say(fault, "begins: " + fault.description());
            long from = System.nanoTime();
            fault.inflict(stack);
            long to = System.nanoTime();
            say(fault, "ended after " + Duration.ofNanos(to - from).toMillis() + " ms");
            Thread.sleep(Duration.ofSeconds(options.secondsAfter));
            return new FaultWindow(fault.label(), from, to);
        }
    }

    /// Devices stay online while everything is replayed at them; history is compared before and after.
    private FaultWindow rewind(Fleet fleet, List<Violation> violations) throws Exception {
        try (Load load = Load.start(fleet, options.ratePerSecond, options.seed, "m")) {
            Thread.sleep(Duration.ofSeconds(options.secondsBefore + (long) options.secondsAfter));
        }
        awaitSettled(Fault.REWIND, fleet);
        awaitHistory();
        Recording before = fleet.record(List.of());
        say(Fault.REWIND, "begins: " + Fault.REWIND.description());
        long from = System.nanoTime();
        Fault.REWIND.inflict(stack);
        long to = System.nanoTime();
        say(Fault.REWIND, "ended after " + Duration.ofNanos(to - from).toMillis() + " ms");
        violations.addAll(checker.checkReplay(before, fleet.record(List.of())));
        try (Load load = Load.start(fleet, options.ratePerSecond, options.seed + 1, "n")) {
            Thread.sleep(Duration.ofSeconds(options.secondsAfter));
        }
        return new FaultWindow(Fault.REWIND.label(), from, to);
    }

    /// What is not settled in time is no failure by itself: the checker says which promise that breaks.
    private static void awaitSettled(Fault fault, Fleet fleet) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_WITHIN.toNanos();
        List<String> unsettled = fleet.unsettled();
        while (!unsettled.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL);
            unsettled = fleet.unsettled();
        }
        if (!unsettled.isEmpty()) {
            say(fault, "not settled within " + SETTLE_WITHIN.toSeconds() + " s: " + unsettled.size() + " devices");
            unsettled.stream().limit(10).forEach(line -> System.err.println("    " + line));
        }
    }

    /// What is acked is readable after two seconds at rest.
    private static void awaitHistory() throws InterruptedException {
        Thread.sleep(READABLE_WITHIN);
    }

    private static int count(Recording recording, Class<? extends Told> kind) {
        return (int) recording.told().stream().filter(kind::isInstance).count();
    }

    private static void print(Fault fault, List<Violation> violations, Path file) {
        say(fault, violations.isEmpty() ? "every invariant holds" : violations.size() + " violations, see " + file);
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

    private static void say(Fault fault, String what) {
        System.err.println("chaos " + fault.label() + ": " + what);
    }
}
