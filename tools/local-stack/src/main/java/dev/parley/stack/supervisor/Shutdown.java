package dev.parley.stack.supervisor;

import dev.parley.stack.process.RunDirectory;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Ends parts: asks each, waits, kills what does not go. Services before the servers they write to.
final class Shutdown {

    private static final Duration SERVICE_LIMIT = Duration.ofSeconds(45);
    private static final Duration SERVER_LIMIT = Duration.ofSeconds(30);
    private static final List<String> SERVERS =
            List.of(StackSettings.REDIS, StackSettings.KAFKA, StackSettings.CASSANDRA);

    private final RunDirectory run;
    private final PrintStream out;

    Shutdown(RunDirectory run, PrintStream out) {
        this.run = run;
        this.out = out;
    }

    /// @return how many processes were ended
    int endAll() throws InterruptedException {
        List<String> all = run.parts();
        int ended = end(all.stream().filter(name -> !SERVERS.contains(name)).toList(), SERVICE_LIMIT);
        return ended + end(all.stream().filter(SERVERS::contains).toList(), SERVER_LIMIT);
    }

    private int end(List<String> names, Duration limit) throws InterruptedException {
        int ended = 0;
        for (String name : names) {
            // SIGTERM to all first: they end side by side.
            if (run.running(name).map(ProcessHandle::destroy).orElse(false)) {
                ended++;
            }
        }
        Instant deadline = Instant.now().plus(limit);
        for (String name : names) {
            while (run.running(name).isPresent() && Instant.now().isBefore(deadline)) {
                Thread.sleep(50);
            }
            run.running(name).ifPresent(process -> {
                out.println("  " + name + " did not end in " + limit.toSeconds() + " s and is killed");
                process.destroyForcibly();
                process.onExit().join();
            });
            run.forget(name);
        }
        return ended;
    }
}
