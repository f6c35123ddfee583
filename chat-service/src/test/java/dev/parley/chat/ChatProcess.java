package dev.parley.chat;

import dev.parley.kit.Isolation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The whole service in a process of its own, so that it can be killed.
public final class ChatProcess implements AutoCloseable {

    private final Process process;

    private ChatProcess(Process process) {
        this.process = process;
    }

    public static ChatProcess start(Isolation isolation) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ChatApplication.class.getName(),
                "--server.port=0",
                "--server.address=127.0.0.1"));
        isolation.settings().forEach((name, value) -> command.add("--" + name + "=" + value));
        try {
            return new ChatProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("target/chat-process.log"))
                    .start());
        } catch (IOException e) {
            throw new IllegalStateException("the process cannot be started", e);
        }
    }

    /// SIGKILL: no goodbye to the group, no commit, no checkpoint.
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the process outlived its kill");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// SIGSTOP: the process stands still and believes that no time has passed.
    public void freeze() {
        signal("-STOP");
    }

    /// SIGCONT.
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("kill " + signal + " failed");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
