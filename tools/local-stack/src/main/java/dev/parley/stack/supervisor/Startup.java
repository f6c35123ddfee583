package dev.parley.stack.supervisor;

import dev.parley.stack.process.Ports;
import dev.parley.stack.process.ProcessId;
import dev.parley.stack.process.RunDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Starts parts, those of a stage together, and says of each when it serves and how long it took. Either all that were
/// asked for serve, or none that was started here is left.
final class Startup {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LOG_LINES = 15;
    /// A start is bound by the processor. More at once end no sooner, and each takes longer than the others'
    /// time-outs.
    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors() + 1;

    private final RunDirectory run;
    private final Path runPath;
    private final PrintStream out;
    private final List<String> started = new ArrayList<>();
    private boolean undone;

    Startup(RunDirectory run, Path runPath, PrintStream out) {
        this.run = run;
        this.runPath = runPath;
        this.out = out;
    }

    /// Starts what does not run yet.
    void start(List<Part> parts) throws StackFailure, IOException {
        List<Part> missing = parts.stream()
                .filter(part -> run.running(part.name()).isEmpty())
                .toList();
        checkPorts(missing);
        // Ctrl-C, a failure or a kill -TERM in the middle: what was started here goes again.
        Thread undo = new Thread(this::undo, "undo-start");
        Runtime.getRuntime().addShutdownHook(undo);
        boolean done = false;
        try {
            for (Part.Stage stage : Part.Stage.values()) {
                startTogether(
                        missing.stream().filter(part -> part.stage() == stage).toList());
            }
            done = true;
        } finally {
            if (!done) {
                undo();
            }
            removeHook(undo);
        }
    }

    /// Starts what does not run yet and does not wait for it. The stack is up without these: what fails is told.
    void fork(List<Part> parts) {
        for (Part part : parts) {
            if (run.running(part.name()).isPresent()) {
                continue;
            }
            try {
                checkPorts(List.of(part));
                run.startDetached(part.preparation().prepare());
                Files.writeString(runPath.resolve(part.name() + ".port"), part.port() + "\n");
            } catch (StackFailure | IOException e) {
                out.println(part.name() + " did not start: " + e.getMessage());
            }
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already ending and the hook is at work.
        }
    }

    private static void checkPorts(List<Part> parts) throws StackFailure {
        for (Part part : parts) {
            for (int port : part.ports()) {
                if (!Ports.isFree(port)) {
                    String word = part.name().replaceAll("-\\d+$", "");
                    throw new StackFailure("port " + port + " for " + part.name() + " is taken by "
                            + Ports.owner(port).orElse("another process")
                            + ". End it, or move the part: ./parley up --port " + word + "=<port>");
                }
            }
        }
    }

    private void startTogether(List<Part> parts) throws StackFailure, IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> starts = new ArrayList<>();
            for (Part part : parts) {
                starts.add(threads.submit(() -> {
                    startOne(part);
                    return null;
                }));
            }
            try {
                for (Future<?> start : starts) {
                    start.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                Throwable cause = e.getCause();
                if (cause instanceof StackFailure failure) {
                    throw failure;
                }
                if (cause instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException(cause);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new StackFailure("interrupted");
            }
        }
    }

    private void startOne(Part part) throws StackFailure, IOException, InterruptedException {
        Instant begin = Instant.now();
        var launch = part.preparation().prepare();
        ProcessId id;
        // With the undoing under the same lock, a part is either not started or ended again.
        synchronized (started) {
            if (undone) {
                throw new StackFailure("interrupted");
            }
            id = run.startDetached(launch);
            started.add(part.name());
        }
        Files.writeString(runPath.resolve(part.name() + ".port"), part.port() + "\n");
        while (!part.health().getAsBoolean()) {
            if (!id.isAlive()) {
                throw new StackFailure(part.name() + " ended while starting. The end of " + run.log(part.name()) + ":\n"
                        + String.join("\n", run.tail(part.name(), LOG_LINES)));
            }
            if (Instant.now().isAfter(begin.plus(part.limit()))) {
                throw new StackFailure(
                        part.name() + " does not serve after " + part.limit().toSeconds()
                                + " s. The end of " + run.log(part.name()) + ":\n"
                                + String.join("\n", run.tail(part.name(), LOG_LINES)));
            }
            Thread.sleep(POLL);
        }
        Duration took = Duration.between(begin, Instant.now());
        out.printf(
                Locale.ROOT,
                "  %-11s ready in %5.1f s   127.0.0.1:%d   pid %d%n",
                part.name(),
                took.toMillis() / 1000.0,
                part.port(),
                id.pid());
    }

    private void undo() {
        synchronized (started) {
            undone = true;
            for (String name : started) {
                run.running(name).ifPresent(ProcessHandle::destroyForcibly);
                run.forget(name);
            }
            started.clear();
        }
    }
}
