package dev.parley.stack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The directory that says which processes a stack has: `<part>.pid` and `<part>.log` for each.
/// Everything about a running stack can be found from here by a later command; there is no daemon.
public final class RunDirectory {

    private static final String PID = ".pid";
    private static final boolean HAS_SETSID = Files.isExecutable(Path.of("/usr/bin/setsid"));
    private static final int TAIL_BYTES = 16 * 1024;

    /// Ends the child when this shell's stdin ends, which the kernel does when the process holding the other end
    /// dies, however it dies.
    private static final String GUARD = """
            "$@" </dev/null &
            child=$!
            echo "$child" > "$PARLEY_PID_FILE"
            cat >/dev/null
            kill -9 "$child" 2>/dev/null
            """;

    private final Path directory;

    public RunDirectory(Path directory) {
        this.directory = directory;
    }

    public Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /// Starts a process that outlives this one: own session (no Ctrl-C of this terminal reaches it), hang-ups
    /// ignored.
    public ProcessId startDetached(Launch launch) throws IOException {
        List<String> command = new ArrayList<>();
        if (HAS_SETSID) {
            command.add("/usr/bin/setsid");
        }
        command.add("nohup");
        command.addAll(launch.command());
        // Both wrappers replace themselves by the program, so the pid is the program's own.
        Process process = builder(launch, command)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        ProcessId id = ProcessId.of(process.toHandle());
        Files.writeString(pidFile(launch.name()), id.format());
        return id;
    }

    /// Starts a process that ends when this one does, even if this one is killed.
    /// The shell returned is the guard; the pid of the part itself appears in its pid file.
    public Process startGuarded(Launch launch) throws IOException {
        Files.createDirectories(directory);
        Files.deleteIfExists(pidFile(launch.name()));
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "parley-guard"));
        command.addAll(launch.command());
        ProcessBuilder builder = builder(launch, command);
        builder.environment()
                .put("PARLEY_PID_FILE", pidFile(launch.name()).toAbsolutePath().toString());
        return builder.start();
    }

    private ProcessBuilder builder(Launch launch, List<String> command) throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(launch.directory());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log(launch.name()).toFile()));
        builder.environment().putAll(launch.environment());
        return builder;
    }

    /// The recorded process of a part, alive or not.
    public Optional<ProcessId> find(String name) {
        try {
            return ProcessId.parse(Files.readString(pidFile(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<ProcessHandle> running(String name) {
        return find(name).flatMap(ProcessId::handle);
    }

    /// Every part that has a pid file, by name.
    public List<String> parts() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(PID))
                    .map(file -> file.substring(0, file.length() - PID.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void forget(String name) {
        try {
            Files.deleteIfExists(pidFile(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The last lines of a part's log, for an error message.
    public List<String> tail(String name, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log(name).toFile(), "r")) {
            long start = Math.max(0, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of("(no log: " + e.getMessage() + ")");
        }
    }

    private Path pidFile(String name) {
        return directory.resolve(name + PID);
    }
}
