package dev.parley.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// CPU seconds (user and system) each part has used, from `/proc/<pid>/stat`. A resolution of 10 ms: the kernel counts
/// in ticks. Linux only.
public record CpuTime(SortedMap<String, Double> secondsByPart) {

    /// USER_HZ: fixed at 100 on every Linux platform Java runs on (`getconf CLK_TCK`).
    private static final double TICKS_PER_SECOND = 100;

    /// Fields of /proc/pid/stat after the command's closing parenthesis: utime is the 12th, stime the 13th.
    private static final int UTIME = 11;

    private static final int STIME = 12;

    public static CpuTime read(Map<String, Long> pids) throws IOException {
        SortedMap<String, Double> seconds = new TreeMap<>();
        for (Map.Entry<String, Long> part : pids.entrySet()) {
            try {
                String stat = Files.readString(Path.of("/proc", Long.toString(part.getValue()), "stat"));
                seconds.put(part.getKey(), parse(stat));
            } catch (NoSuchFileException e) {
                // Ended between the listing and now: it has no difference to show.
                seconds.remove(part.getKey());
            }
        }
        return new CpuTime(seconds);
    }

    static double parse(String stat) {
        // The command may hold spaces and parentheses; the last one ends it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /// What was used since `earlier`, of the parts in both.
    public CpuTime since(CpuTime earlier) {
        SortedMap<String, Double> difference = new TreeMap<>();
        secondsByPart.forEach((part, seconds) -> {
            Double before = earlier.secondsByPart.get(part);
            if (before != null) {
                difference.put(part, seconds - before);
            }
        });
        return new CpuTime(difference);
    }

    public double total() {
        return secondsByPart.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
