package dev.parley.terminal.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Kills one gateway as a crash would and starts it again, by the stack's own command.
public final class GatewayRestart {

    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final Duration START_WITHIN = Duration.ofMinutes(2);

    /// Sends on the way into the dead gateway, and those while everybody comes back, belong to the restart.
    private static final long BEFORE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Path parley;
    private final String part;
    private volatile long killedAtNanos;
    private volatile long startedAtNanos;
    private volatile String failure = "";

    public GatewayRestart(Path root, String part) {
        this.parley = root.resolve("parley");
        this.part = part;
    }

    String part() {
        return part;
    }

    /// Blocks until the gateway is ready again, or tells in `failure` why it is not.
    void run() {
        try {
            killedAtNanos = System.nanoTime();
            command("kill");
            TimeUnit.NANOSECONDS.sleep(DOWN.toNanos());
            command("start");
        } catch (IOException e) {
            failure = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = "interrupted";
        } finally {
            startedAtNanos = System.nanoTime();
        }
    }

    /// Empty when all went well.
    String failure() {
        return failure;
    }

    Duration took() {
        return Duration.ofNanos(startedAtNanos - killedAtNanos);
    }

    boolean covers(long nanos) {
        if (killedAtNanos == 0 || nanos < killedAtNanos - BEFORE_NANOS) {
            return false;
        }
        return startedAtNanos == 0 || nanos < startedAtNanos + AFTER_NANOS;
    }

    private void command(String verb) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(parley.toString(), verb, part);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        if (!process.waitFor(START_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroy();
            throw new IOException(
                    "./parley " + verb + " " + part + " took longer than " + START_WITHIN.toSeconds() + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException("./parley " + verb + " " + part + " ended with " + process.exitValue());
        }
    }
}
