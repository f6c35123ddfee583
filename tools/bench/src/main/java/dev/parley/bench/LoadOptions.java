package dev.parley.bench;

import dev.parley.bench.schedule.Schedule;
import java.time.Duration;
import picocli.CommandLine.Option;

/// How much load, for how long.
final class LoadOptions {

    @Option(names = "--seconds", defaultValue = "60", description = "Measured time (default: ${DEFAULT-VALUE}).")
    int seconds = 60;

    @Option(
            names = "--warmup",
            defaultValue = "20",
            description =
                    "Seconds of the same load before it, reconciled but not in the percentiles (default: ${DEFAULT-VALUE}).")
    int warmupSeconds = 20;

    @Option(names = "--poisson", description = "Independent arrivals instead of a constant interval.")
    boolean poisson;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of --poisson.")
    long seed = 1;

    @Option(
            names = "--body-bytes",
            defaultValue = "64",
            description = "Length of each text (default: ${DEFAULT-VALUE}).")
    int bodyBytes = 64;

    Duration warmup() {
        return Duration.ofSeconds(warmupSeconds);
    }

    Schedule schedule(double ratePerSecond) {
        Duration length = Duration.ofSeconds((long) seconds + warmupSeconds);
        return poisson ? Schedule.poisson(ratePerSecond, length, seed) : Schedule.constant(ratePerSecond, length);
    }
}
