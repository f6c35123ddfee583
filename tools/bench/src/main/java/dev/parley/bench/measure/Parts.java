package dev.parley.bench.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// The processes of the local stack, by the pid files it writes (`.parley/run/<part>.pid`).
public final class Parts {

    private static final String SUFFIX = ".pid";

    private final Path runDirectory;

    public Parts(Path runDirectory) {
        this.runDirectory = runDirectory;
    }

    /// Part name → pid, of the parts that live.
    public SortedMap<String, Long> running() throws IOException {
        SortedMap<String, Long> pids = new TreeMap<>();
        if (!Files.isDirectory(runDirectory)) {
            return pids;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(runDirectory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                OptionalLong pid = read(file);
                if (pid.isPresent() && ProcessHandle.of(pid.getAsLong()).isPresent()) {
                    pids.put(name.substring(0, name.length() - SUFFIX.length()), pid.getAsLong());
                }
            }
        }
        return pids;
    }

    private static OptionalLong read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        String digits = text.lines().findFirst().orElse("").strip();
        return digits.chars().allMatch(Character::isDigit) && !digits.isEmpty()
                ? OptionalLong.of(Long.parseLong(digits))
                : OptionalLong.empty();
    }
}
