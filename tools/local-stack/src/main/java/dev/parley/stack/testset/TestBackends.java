package dev.parley.stack.testset;

import dev.parley.stack.backend.CqlConnection;
import dev.parley.stack.backend.ServerJars;
import dev.parley.stack.process.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/// The set of test servers as its users see it. `lease` joins or starts it; it ends a few seconds after the last
/// leasing process is gone, however that process ended. Its ports differ from those of `parley up`, so that a test
/// never touches a developer's data.
public final class TestBackends {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(200);

    private final TestSetFiles files;

    private TestBackends(TestSetFiles files) {
        this.files = files;
    }

    /// Holds the set for as long as this process lives (and the build that started it, so that the next module
    /// finds the set still running). Blocks until it serves.
    ///
    /// @throws IllegalStateException if it does not come up within three minutes
    public static Endpoints lease() {
        ProcessHandle self = ProcessHandle.current();
        TestBackends set = new TestBackends(new TestSetFiles(ServerJars.find()));
        try {
            set.files.writeLease(ProcessId.of(self));
            Optional<ProcessHandle> build = self.parent().filter(TestBackends::isBuild);
            if (build.isPresent()) {
                set.files.writeLease(ProcessId.of(build.get()));
            }
            return set.await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isBuild(ProcessHandle parent) {
        // Surefire and failsafe start the test JVM from Maven's, some through a shell.
        return parent.info()
                .command()
                .filter(command -> command.endsWith("java"))
                .isPresent();
    }

    private Endpoints await() throws IOException {
        Instant limit = Instant.now().plus(START_LIMIT);
        Optional<Process> starter = Optional.empty();
        while (Instant.now().isBefore(limit)) {
            Optional<Endpoints> ready = files.readReady().filter(TestBackends::isServing);
            if (ready.isPresent()) {
                return ready.get();
            }
            if (starter.filter(Process::isAlive).isEmpty() && !files.isKept()) {
                starter = Optional.of(startKeeper());
            }
            pause();
        }
        throw new IllegalStateException(
                "the test servers did not come up in " + START_LIMIT + "; see " + files.keeperLog() + ": "
                        + (Files.exists(files.keeperLog()) ? Files.readString(files.keeperLog()) : "(empty)"));
    }

    private static boolean isServing(Endpoints endpoints) {
        try (CqlConnection connection = CqlConnection.open(endpoints.cassandraPort())) {
            connection.execute("SELECT key FROM system.local");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Several test JVMs may do this at once; all keepers but one find the lock taken and end.
    private Process startKeeper() throws IOException {
        String classPath = codeSource(TestBackends.class);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dparley.root=" + files.root(),
                        "-cp",
                        classPath,
                        TestSetKeeper.class.getName())
                .directory(files.root().toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(files.keeperLog().toFile()));
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            // A session of its own: Ctrl-C in the build's terminal must not take the set from a second build.
            builder.command().add(0, "/usr/bin/setsid");
        }
        return builder.start();
    }

    private static String codeSource(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the test servers start", e);
        }
    }

    /// Where the servers listen, all on 127.0.0.1.
    public record Endpoints(int redisPort, int kafkaPort, int cassandraPort) {

        static Endpoints read(Properties properties) {
            return new Endpoints(
                    Integer.parseInt(properties.getProperty("redis")),
                    Integer.parseInt(properties.getProperty("kafka")),
                    Integer.parseInt(properties.getProperty("cassandra")));
        }

        Properties write() {
            Properties properties = new Properties();
            properties.setProperty("redis", Integer.toString(redisPort));
            properties.setProperty("kafka", Integer.toString(kafkaPort));
            properties.setProperty("cassandra", Integer.toString(cassandraPort));
            return properties;
        }
    }
}
