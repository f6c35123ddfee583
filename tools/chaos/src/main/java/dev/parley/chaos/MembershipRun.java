package dev.parley.chaos;

import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.check.Checker;
import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Violation;
import dev.parley.chaos.load.Churn;
import dev.parley.chaos.load.Fleet;
import dev.parley.chaos.load.Load;
import dev.parley.chaos.load.RecordFile;
import dev.parley.chaos.load.Scenario;
import dev.parley.chaos.load.Taps;
import dev.parley.chaos.report.RaceResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One seed of the membership races, from connecting fresh people to the verdict.
final class MembershipRun {

    private final MembershipOptions options;
    private final RestApi rest;

    MembershipRun(MembershipOptions options, RestApi rest) {
        this.options = options;
        this.rest = rest;
    }

    RaceResult run(long seed, String run) throws Exception {
        Progress progress = new Progress("membership, seed " + seed);
        Scenario scenario = Scenario.races(run, options.groups, options.size, seed);
        try (Fleet fleet = Fleet.connect(scenario, options.gateways, options.marks, rest);
                Taps taps = Taps.open(fleet, options.gateways, seed)) {
            progress.say(scenario.devices().size() + " devices are connected, and a tap for each person");
            progress.awaitSettled(fleet);
            long begin = System.nanoTime();
            try (Load load = Load.start(fleet, options.messagesPerSecond, seed, "m");
                    Churn churn = Churn.start(fleet, scenario, options.changesPerSecond, seed)) {
                taps.stir(options.tapsPerSecond);
                Thread.sleep(Duration.ofSeconds(options.seconds));
            }
            Duration lasted = Duration.ofNanos(System.nanoTime() - begin);
            progress.awaitSettled(fleet);
            progress.awaitHistory();
            progress.say("everybody reads its group and another one");
            fleet.readGroups();
            Recording recording = fleet.record(List.of());
            Path file = options.records.resolve(run + ".jsonl");
            RecordFile.write(recording, file);
            List<Violation> violations = new Checker(Progress.DELIVER_WITHIN).check(recording);
            progress.print(violations, file);
            return RaceResult.of(seed, lasted, recording, violations);
        }
    }
}
