package dev.parley.stack.backend;

import dev.parley.stack.process.ClassArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Where the build left the servers: `tools/local-stack/backends/*/target/classpath.txt`.
/// Their jars are on nobody else's class path.
///
/// @param root the root of the repository
public record ServerJars(Path root) {

    /// Walks up from the working directory to the root of the repository.
    ///
    /// @throws IllegalStateException if there is none above
    public static ServerJars find() {
        String given = System.getProperty("parley.root");
        if (given != null) {
            return new ServerJars(Path.of(given).toAbsolutePath().normalize());
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("tools/local-stack/backends/pom.xml"))) {
                return new ServerJars(at);
            }
        }
        throw new IllegalStateException("no Parley repository at or above " + start + "; give -Dparley.root");
    }

    public String classPath(String server) throws IOException {
        Path file = target(server).resolve("classpath.txt");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is missing; build it: ./mvnw -f tools/local-stack/backends package", e);
        }
    }

    public Path target(String server) {
        return root.resolve("tools/local-stack/backends").resolve(server).resolve("target");
    }

    /// Class archives, shared by all stacks of this repository.
    public ClassArchive classArchive() {
        return new ClassArchive(root.resolve(".parley/class-archives"));
    }

    /// The `java` that runs this, which is a JDK 25: the servers run on the same.
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
