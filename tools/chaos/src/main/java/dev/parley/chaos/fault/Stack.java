package dev.parley.chaos.fault;

import dev.parley.bench.measure.Parts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The running local stack: its processes by their pid files, its starts through the `parley` command, which returns
/// when the part serves again.
public final class Stack {

    private static final Duration START_WITHIN = Duration.ofMinutes(7);
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    private final Path parley;
    private final Parts parts;
    private final String kafka;

    /// Commands `parley` and reads its pid files.
    ///
    /// @param parley the `parley` command
    /// @param parts where the pid files are
    /// @param kafka `host:port` of the broker, for what only an operator can do
    public Stack(Path parley, Parts parts, String kafka) {
        this.parley = parley;
        this.parts = parts;
        this.kafka = kafka;
    }

    /// Bootstrap servers.
    String kafka() {
        return kafka;
    }

    /// Running instances of a kind (`gateway`, `chat`, `redis` …), sorted by name.
    public List<String> instances(String kind) throws IOException {
        return parts.running().keySet().stream()
                .filter(name -> name.equals(kind) || name.matches(kind + "(-service)?-?[0-9]+"))
                .toList();
    }

    /// The first running instance of a kind.
    public String first(String kind) throws IOException {
        List<String> instances = instances(kind);
        if (instances.isEmpty()) {
            throw new IOException(
                    "no running " + kind + " (running: " + parts.running().keySet() + ")");
        }
        return instances.getFirst();
    }

    /// SIGKILL, and waits until the process is gone.
    public void kill(String part) throws IOException, InterruptedException {
        long pid = pid(part);
        signal("KILL", pid);
        long deadline = System.nanoTime() + END_WITHIN.toNanos();
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            if (System.nanoTime() > deadline) {
                throw new IOException(part + " (pid " + pid + ") lives after SIGKILL");
            }
            Thread.sleep(20);
        }
    }

    public void pause(String part) throws IOException, InterruptedException {
        signal("STOP", pid(part));
    }

    public void resume(String part) throws IOException, InterruptedException {
        signal("CONT", pid(part));
    }

    /// Starts a part that does not run; returns when it serves.
    public void start(String part) throws IOException, InterruptedException {
        run(START_WITHIN, List.of(parley.toAbsolutePath().toString(), "start", part));
    }

    /// Starts the whole stack as this tool needs it, or finds it running.
    public void up() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(parley.toAbsolutePath().toString(), "up"));
        for (String kind : List.of("--gateways", "--chat", "--router", "--history")) {
            command.addAll(List.of(kind, "2"));
        }
        run(Duration.ofMinutes(20), command);
    }

    private void run(Duration within, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": not done in " + within);
        }
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": exit code " + process.exitValue());
        }
    }

    private long pid(String part) throws IOException {
        Long pid = parts.running().get(part);
        if (pid == null) {
            throw new IOException(
                    part + " does not run (running: " + parts.running().keySet() + ")");
        }
        return pid;
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + signal + " " + pid + ": exit code " + kill.exitValue());
        }
    }
}
