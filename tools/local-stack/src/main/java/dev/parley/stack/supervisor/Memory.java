package dev.parley.stack.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What this machine and its processes have in memory, as far as the system tells.
final class Memory {

    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";

    private Memory() {}

    /// What new processes can have without swapping, in MiB. Linux only.
    static OptionalLong availableMebibytes() {
        if (!Files.isReadable(MEMINFO)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(MEMINFO)) {
            return lines.filter(line -> line.startsWith(AVAILABLE))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /// Resident memory of a process in MiB.
    static OptionalLong residentMebibytes(long pid) {
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
