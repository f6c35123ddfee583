package dev.parley.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Memory of another JVM: bytes of live objects after a full collection, and resident pages.
///
/// @param heapBytes live objects (`jcmd GC.class_histogram` collects fully first and adds up what is reachable)
/// @param residentBytes VmRSS; it counts what the heap has ever touched and not given back
public record JvmMemory(long heapBytes, long residentBytes) {

    private static final long COMMAND_SECONDS = 120;

    public static JvmMemory read(long pid) throws IOException, InterruptedException {
        // Twice: reference processing of the first lets the second free what cleaners and weak references held.
        jcmd(pid, "GC.run");
        String histogram = jcmd(pid, "GC.class_histogram");
        return new JvmMemory(totalBytes(histogram), residentBytes(pid));
    }

    /// Last line: `Total  <instances>  <bytes>`.
    static long totalBytes(String histogram) {
        String total = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no Total line in GC.class_histogram"));
        String[] fields = total.strip().split("\\s+");
        return Long.parseLong(fields[2]);
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Path output = Files.createTempFile("parley-bench", ".jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("jcmd " + pid + " " + command + ": no answer in " + COMMAND_SECONDS + " s");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException("jcmd " + pid + " " + command + ": " + text.strip());
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    /// VmRSS: now.
    public static long residentBytes(long pid) throws IOException {
        return statusBytes(pid, "VmRSS:");
    }

    /// VmHWM: the most since the process began.
    public static long residentPeakBytes(long pid) throws IOException {
        return statusBytes(pid, "VmHWM:");
    }

    private static long statusBytes(long pid, String name) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        String line = status.lines()
                .filter(l -> l.startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IOException("pid " + pid + " has no " + name));
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }
}
