package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The two clients that `docs/protocol.md` prints, run as they are printed.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PrintedClientsIT {

    private static final int MOST_LINES = 26;
    private static final long RUN_SECONDS = 60;

    private final Cluster cluster = Cluster.shared();

    @TempDir
    private Path folder;

    @Test
    void javaClient_getsItsAck() throws Exception {
        Path file = Files.writeString(folder.resolve("Hello.java"), printed("java"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        assertThat(run(List.of(java, file.toString(), cluster.edge())))
                .contains("stored: {")
                .contains("\"ack\"");
    }

    /// With node in place of a browser: its WebSocket is the browser's, behind a flag until node 22.
    @Test
    void browserClient_getsItsAck() throws Exception {
        Path file = Files.writeString(folder.resolve("hello.mjs"), printed("js"));

        assertThat(run(List.of("node", "--experimental-websocket", file.toString(), cluster.edge())))
                .containsPattern("stored as \\d+");
    }

    private static String printed(String language) {
        Matcher block = Pattern.compile("(?s)\n```" + language + "\n(.*?)```\n")
                .matcher(Repository.here().read("docs/protocol.md"));
        assertThat(block.find()).as("a block of " + language).isTrue();
        String code = block.group(1);
        assertThat(code.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(MOST_LINES);
        assertThat(block.find()).as("a second block of " + language).isFalse();
        return code;
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    command.getFirst() + " cannot be run; this test needs node 20 or later on the PATH", e);
        }
        boolean ended = process.waitFor(RUN_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String output = Files.readString(folder.resolve("output"));
        assertThat(ended).as("ended: " + output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
