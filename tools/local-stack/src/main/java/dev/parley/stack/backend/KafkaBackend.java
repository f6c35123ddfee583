package dev.parley.stack.backend;

import dev.parley.stack.process.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A Kafka broker that is its own controller (KRaft). One replica: it keeps what it acknowledged through a crash of
/// its process, not through a loss of power.
public final class KafkaBackend implements Backend {

    private static final String CLUSTER_ID = "cGFybGV5LWxvY2FsLTAwMQ";
    private static final long FORMAT_TIMEOUT_SECONDS = 60;

    private final ServerJars jars;
    private final Path data;
    private final int port;
    private final int controllerPort;

    public KafkaBackend(ServerJars jars, Path data, int port, int controllerPort) {
        this.jars = jars;
        this.data = data.toAbsolutePath();
        this.port = port;
        this.controllerPort = controllerPort;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<Integer> ports() {
        return List.of(port, controllerPort);
    }

    @Override
    public Launch prepare() throws IOException {
        Path logs = data.resolve("log");
        Path conf = data.resolve("conf");
        Path properties = Template.write(
                "kafka.properties", conf, Map.of("port", port, "controllerPort", controllerPort, "data", logs));
        Path logging = Template.write("log4j2.properties", conf, Map.of());
        List<String> java = List.of(
                ServerJars.java(),
                "-Dlog4j2.configurationFile=" + logging.toUri(),
                // Reached by reflection in the JDK's own shut-down hooks only; keeps the start free of warnings.
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                jars.classPath("kafka"));
        if (Files.notExists(logs.resolve("meta.properties"))) {
            format(java, properties);
        }
        List<String> command = new ArrayList<>(java);
        command.addAll(1, jars.classArchive().options(name(), true));
        command.addAll(
                1,
                List.of(
                        "-Xms128m",
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("kafka.Kafka", properties.toString()));
        return new Launch(name(), command, Map.of(), data);
    }

    @Override
    public boolean isServing() {
        return KafkaProbe.hasBroker(port);
    }

    /// A KRaft node refuses a directory that was not formatted for it, so that a lost disk is not taken for a new
    /// one.
    private void format(List<String> java, Path properties) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.add(1, "-XX:TieredStopAtLevel=1");
        command.addAll(List.of(
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                CLUSTER_ID,
                "--ignore-formatted",
                "--config",
                properties.toString()));
        Path output = data.resolve("format.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(FORMAT_TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("Kafka cannot format its storage, see " + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Kafka formats its storage", e);
        }
    }
}
