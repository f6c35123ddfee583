package dev.parley.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class RunDirectoryIT {

    @TempDir
    private Path directory;

    @Test
    void part_isFoundByItsPid_andNotWhenThePidIsAnothers() throws IOException {
        RunDirectory run = new RunDirectory(directory);

        ProcessId id = run.startDetached(sleeper("part"));

        assertThat(run.running("part")).map(ProcessHandle::pid).contains(id.pid());
        assertThat(new ProcessId(id.pid(), Instant.parse("2001-01-01T00:00:00Z")).isAlive())
                .as("the same pid, started at another time")
                .isFalse();
        run.running("part").ifPresent(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(run.running("part")).isEmpty());
    }

    @Test
    void guardedPart_ends_whenTheOtherEndOfItsPipeIsGone() throws IOException {
        RunDirectory run = new RunDirectory(directory);
        Process guard = run.startGuarded(sleeper("guarded"));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(run.running("guarded")).isPresent());

        // What the kernel does to the pipe of a killed process.
        guard.getOutputStream().close();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(run.running("guarded")).isEmpty());
    }

    private Launch sleeper(String name) {
        return new Launch(name, List.of("sleep", "60"), Map.of(), directory);
    }
}
