package dev.parley.stack.supervisor;

import dev.parley.stack.process.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A service as the build left it, unpacked by Spring Boot's own tool: nested jars start slower and cannot be
/// archived.
final class ServiceApplication {

    private static final long UNPACK_LIMIT_SECONDS = 60;

    /// Environment variable: more options for the JVM of every service. With `-XX:TieredStopAtLevel=1` they start
    /// twice as fast and are busier for as long as they run.
    private static final String OPTIONS = "PARLEY_SERVICE_JAVA_OPTS";

    private final StackLayout layout;
    private final ServiceKind kind;

    ServiceApplication(StackLayout layout, ServiceKind kind) {
        this.layout = layout;
        this.kind = kind;
    }

    /// The command up to the service's own arguments.
    List<String> javaCommand(int instance) throws IOException {
        Path jar = unpack();
        List<String> command = new ArrayList<>();
        command.add(JavaProgram.executable());
        command.addAll(layout.classArchive().options(kind.word(), instance == 1));
        command.addAll(List.of(
                "-Xms64m",
                "-Xmx" + kind.heapMebibytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(chosenOptions());
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /// Options of whoever starts the stack; the last of two that contradict each other counts.
    private static List<String> chosenOptions() {
        String options = System.getenv().getOrDefault(OPTIONS, "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    /// Unpacks anew when the build has made another jar. Instances of one service do this one after the other.
    private Path unpack() throws IOException {
        synchronized (kind) {
            Path built = builtJar();
            String identity = identity(built);
            Path directory = layout.applications().resolve(kind.word());
            Path jar = directory.resolve(built.getFileName());
            Path stamp = directory.resolve("unpacked");
            if (Files.exists(stamp) && Files.readString(stamp).equals(identity)) {
                return jar;
            }
            Trees.delete(directory);
            // The JVM compares times and sizes, and both may be those of the former jar.
            layout.classArchive().forget(kind.word());
            Files.createDirectories(layout.applications());
            extract(built, directory);
            Files.writeString(stamp, identity);
            return jar;
        }
    }

    /// Differs when the file was written anew. Its own times do not say: a reproducible build sets them all alike.
    private static String identity(Path jar) throws IOException {
        return Files.size(jar) + " " + Files.getAttribute(jar, "unix:ctime");
    }

    private Path builtJar() throws IOException {
        Path target = layout.root().resolve(kind.module()).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                List<Path> jars = files.filter(
                                file -> file.getFileName().toString().endsWith(".jar"))
                        .filter(file -> file.getFileName().toString().startsWith(kind.module()))
                        .toList();
                if (jars.size() == 1) {
                    return jars.getFirst();
                }
            }
        }
        throw new IOException(kind.module() + " is not built: no jar in " + target + " (./mvnw package -DskipTests)");
    }

    private static void extract(Path jar, Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        JavaProgram.executable(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(UNPACK_LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(jar + " cannot be unpacked; is it a Spring Boot jar?");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unpacking " + jar, e);
        }
    }
}
