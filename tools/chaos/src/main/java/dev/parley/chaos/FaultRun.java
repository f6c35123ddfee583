package dev.parley.chaos;

import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.check.Checker;
import dev.parley.chaos.check.FaultWindow;
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

    /// What was sent longer ago than this when it arrived was still ill.
    private static final Duration NORMAL = Duration.ofSeconds(1);

    private static final int REPEATS = 100;

    private final RunOptions options;
    private final Stack stack;
    private final RestApi rest;
    private final Checker checker = new Checker(Progress.DELIVER_WITHIN);

    FaultRun(RunOptions options, Stack stack, RestApi rest) {
        this.options = options;
        this.stack = stack;
        this.rest = rest;
    }

    Result run(Fault fault, String run) throws Exception {
        Progress progress = new Progress(fault.label());
        Scenario scenario = Scenario.of(run, options.users, options.seed);
        List<Violation> violations = new ArrayList<>();
        try (Fleet fleet = Fleet.connect(scenario, options.gateways, options.marks, rest)) {
            progress.say(scenario.devices().size() + " devices are connected");
            // The load begins when everybody knows their conversations; the rush of logins is not the fault.
            progress.awaitSettled(fleet);
            FaultWindow window =
                    fault == Fault.REWIND ? rewind(fleet, violations, progress) : underLoad(fault, fleet, progress);
            progress.awaitSettled(fleet);
            int repeated = fleet.repeat(window, REPEATS);
            progress.awaitHistory();
            Recording recording = fleet.record(List.of(window));
            Path file = options.records.resolve(run + "-" + fault.label() + ".jsonl");
            RecordFile.write(recording, file);
            violations.addAll(checker.check(recording));
            progress.print(violations, file);
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

    private FaultWindow underLoad(Fault fault, Fleet fleet, Progress progress) throws Exception {
        try (Load load = Load.start(fleet, options.ratePerSecond, options.seed, "m")) {
            Thread.sleep(Duration.ofSeconds(options.secondsBefore));
            progress.say("begins: " + fault.description());
            long from = System.nanoTime();
            fault.inflict(stack);
            long to = System.nanoTime();
            progress.say("ended after " + Duration.ofNanos(to - from).toMillis() + " ms");
            Thread.sleep(Duration.ofSeconds(options.secondsAfter));
            return new FaultWindow(fault.label(), from, to);
        }
    }

    /// Devices stay online while everything is replayed at them; history is compared before and after.
    private FaultWindow rewind(Fleet fleet, List<Violation> violations, Progress progress) throws Exception {
        try (Load load = Load.start(fleet, options.ratePerSecond, options.seed, "m")) {
            Thread.sleep(Duration.ofSeconds(options.secondsBefore + (long) options.secondsAfter));
        }
        progress.awaitSettled(fleet);
        progress.awaitHistory();
        Recording before = fleet.record(List.of());
        progress.say("begins: " + Fault.REWIND.description());
        long from = System.nanoTime();
        Fault.REWIND.inflict(stack);
        long to = System.nanoTime();
        progress.say("ended after " + Duration.ofNanos(to - from).toMillis() + " ms");
        violations.addAll(checker.checkReplay(before, fleet.record(List.of())));
        try (Load load = Load.start(fleet, options.ratePerSecond, options.seed + 1, "n")) {
            Thread.sleep(Duration.ofSeconds(options.secondsAfter));
        }
        return new FaultWindow(Fault.REWIND.label(), from, to);
    }

    private static int count(Recording recording, Class<? extends Told> kind) {
        return (int) recording.told().stream().filter(kind::isInstance).count();
    }
}
