package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The scenarios of clients/conformance that need a WebSocket only, with the server the JavaScript client is held
/// against.
final class ConformanceIT {

    // Maven runs the tests in clients/java.
    private static final File REPOSITORY =
            Path.of("../..").toAbsolutePath().normalize().toFile();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void theJavaClientDoesWhatEachScenarioAsks() throws IOException, InterruptedException {
        assertThat(new File(REPOSITORY, "clients/web/node_modules/ws"))
                .as("the faulty server's packages: run `npm ci` in clients/web")
                .exists();
        Process run = node("clients/conformance/run.js", "--driver", "java");
        try {
            String told = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(run.waitFor()).as(told).isZero();
            assertThat(told).contains("ok      ").doesNotContain("not ok");
        } finally {
            run.destroyForcibly();
        }
    }

    private static Process node(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(REPOSITORY).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException("node cannot be run: Node.js 20 or later must be on the PATH", e);
        }
    }
}
