package dev.parley.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// How busy the whole machine was: a latency without it says little.
///
/// @param busyTicks ticks all processors spent on work
/// @param allTicks ticks all processors had
public record Machine(long busyTicks, long allTicks) {

    public static Machine read() throws IOException {
        String cpu = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElse("");
        long[] ticks = Arrays.stream(cpu.strip().split("\\s+"))
                .skip(1)
                .limit(8)
                .mapToLong(Long::parseLong)
                .toArray();
        long all = Arrays.stream(ticks).sum();
        // idle and iowait are the 4th and 5th number.
        return new Machine(all - ticks[3] - ticks[4], all);
    }

    /// Share of all processors' time spent on work since `earlier`, 0 to 1.
    public double busySince(Machine earlier) {
        long all = allTicks - earlier.allTicks;
        return all == 0 ? 0 : (busyTicks - earlier.busyTicks) / (double) all;
    }

    /// The three load averages and the processors they are to be read against.
    public static String loadAverage() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ");
        return String.join(" ", fields[0], fields[1], fields[2]) + " on "
                + Runtime.getRuntime().availableProcessors() + " processors";
    }
}
