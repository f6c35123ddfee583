package dev.parley.chaos;

import dev.parley.bench.measure.Machine;
import dev.parley.bench.report.Report;
import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.report.RaceResult;
import dev.parley.chaos.report.RaceTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `./parley chaos membership`: people come and go while all of them send; nothing is damaged. Exit code 1 if any
/// invariant broke, 2 if a run could not be made.
@Command(
        name = "membership",
        mixinStandardHelpOptions = true,
        description = "Membership changes against sends: no message from a non-member, nothing past a membership.")
final class MembershipCommand implements Callable<Integer> {

    private static final int REST_CALLS = 32;

    @Mixin
    private MembershipOptions options = new MembershipOptions();

    private MembershipCommand() {}

    @Override
    public Integer call() throws Exception {
        List<RaceResult> results = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        String name = "m" + Long.toString(System.currentTimeMillis(), 36);
        try (RestApi rest = new RestApi(options.edge, REST_CALLS)) {
            MembershipRun run = new MembershipRun(options, rest);
            for (long seed : options.seeds) {
                try {
                    results.add(run.run(seed, name + "s" + seed));
                } catch (java.io.IOException | RuntimeException | java.util.concurrent.TimeoutException e) {
                    failures.add("seed " + seed + ": " + e);
                }
            }
        }
        RaceTable table = new RaceTable();
        results.forEach(table::add);
        Report report = new Report()
                .heading(String.format(
                        Locale.ROOT,
                        "%d groups of %d people, %.0f messages/s, on %d gateways (%s)",
                        options.groups,
                        options.size,
                        options.messagesPerSecond,
                        options.gateways.size(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS)))
                .table(table.table())
                .line("Load average at the end: " + Machine.loadAverage() + ".");
        failures.forEach(failure -> report.line("**Not run to its end: " + failure + "**"));
        report.publish(options.out);
        if (!failures.isEmpty()) {
            return 2;
        }
        return results.stream().allMatch(result -> result.violations() == 0) ? 0 : 1;
    }
}
