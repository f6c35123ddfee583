package dev.parley.chaos;

import dev.parley.bench.measure.Machine;
import dev.parley.bench.measure.Parts;
import dev.parley.bench.report.Report;
import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.fault.Fault;
import dev.parley.chaos.fault.Stack;
import dev.parley.chaos.report.FaultTable;
import dev.parley.chaos.report.Result;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./parley chaos`: faults on the real processes of the running stack, one after another, each under load and each
/// followed by a verdict over what the clients were told. Exit code 1 if any invariant broke, 2 if a run could not be
/// made.
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        subcommands = MembershipCommand.class,
        description = "Faults on the running stack under load; checks that nothing is lost, doubled or disordered.")
public final class ChaosMain implements Callable<Integer> {

    private static final List<Fault> QUICK = List.of(Fault.KILL_GATEWAY, Fault.KILL_CHAT);

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--only", split = ",", description = "These faults only, for example kill-chat,pause-chat.")
    private List<String> only = List.of();

    @Option(names = "--quick", description = "A short run for CI: one gateway and one chat instance are killed.")
    private boolean quick;

    @Option(names = "--up", description = "Start the stack first: two instances of each service.")
    private boolean up;

    @Option(names = "--repeat", defaultValue = "1", description = "Rounds over all faults, each with the next seed.")
    private int rounds = 1;

    private ChaosMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ChaosMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Fault> faults = faults();
        Stack stack = new Stack(options.parley, new Parts(options.runDirectory), options.kafka);
        if (up) {
            stack.up();
        }
        List<Result> results = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (RestApi rest = new RestApi(options.edge, 8)) {
            FaultRun run = new FaultRun(options, stack, rest);
            String name = "c" + Long.toString(System.currentTimeMillis(), 36);
            for (int round = 0; round < rounds; round++) {
                for (Fault fault : faults) {
                    try {
                        results.add(run.run(fault, name + "r" + round + "f" + results.size()));
                    } catch (java.io.IOException | RuntimeException | java.util.concurrent.TimeoutException e) {
                        failures.add(fault.label() + ": " + e);
                        System.err.println("chaos " + fault.label() + ": the run itself failed: " + e);
                    }
                }
                options.seed++;
            }
        }
        report(results, failures);
        if (!failures.isEmpty()) {
            return 2;
        }
        return results.stream().allMatch(result -> result.violations().isEmpty()) ? 0 : 1;
    }

    private List<Fault> faults() {
        if (!only.isEmpty()) {
            return only.stream().map(Fault::parse).toList();
        }
        return quick ? QUICK : Arrays.asList(Fault.values());
    }

    private void report(List<Result> results, List<String> failures) throws Exception {
        FaultTable table = new FaultTable();
        results.forEach(table::add);
        int acked = results.stream().mapToInt(Result::acked).sum();
        int deliveries = results.stream().mapToInt(Result::deliveries).sum();
        int repeated = results.stream().mapToInt(Result::repeated).sum();
        long violations =
                results.stream().mapToLong(result -> result.violations().size()).sum();
        Report report = new Report()
                .heading(String.format(
                        Locale.ROOT,
                        "%d fault runs, %.0f messages/s from %d people on %d gateways (%s)",
                        results.size(),
                        options.ratePerSecond,
                        options.users,
                        options.gateways.size(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS)))
                .table(table.table())
                .line(String.format(
                        Locale.ROOT,
                        "%d violations in %,d acked messages and %,d deliveries; %d commands sent again, each to get its"
                                + " old seq. Load average at the end: %s.",
                        violations,
                        acked,
                        deliveries,
                        repeated,
                        Machine.loadAverage()));
        failures.forEach(failure -> report.line("**Not run to its end: " + failure + "**"));
        report.publish(options.out);
    }
}
