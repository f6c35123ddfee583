package dev.parley.stack.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What this machine and its processes have in memory, as far as the system tells.
final class Memory {

    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";
    private static final String RESIDENT = "VmRSS:";

    private Memory() {}

    /// What new processes can have without swapping, in MiB. Linux only.
    static OptionalLong availableMebibytes() {
        if (!Files.isReadable(MEMINFO)) {
            return OptionalLong.empty();
        }
        return mebibytes(MEMINFO, AVAILABLE);
    }

    /// The line that begins so, in kB there.
    private static OptionalLong mebibytes(Path file, String begin) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(begin))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /// Resident memory of a process in MiB.
    static OptionalLong residentMebibytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        return Files.isReadable(status) ? mebibytes(status, RESIDENT) : residentByPs(pid);
    }

    /// Where there is no `/proc`.
    private static OptionalLong residentByPs(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader reader = ps.inputReader(StandardCharsets.UTF_8)) {
                String line = reader.readLine();
                return line == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(line.strip()) / 1024);
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
