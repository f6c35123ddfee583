package dev.parley.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The checkout these tests run in, as files.
final class Repository {

    private final Path root;

    private Repository(Path root) {
        this.root = root;
    }

    static Repository here() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("no mvnw above " + Path.of("").toAbsolutePath());
            }
            directory = parent;
        }
        return new Repository(directory);
    }

    Path root() {
        return root;
    }

    String read(String relativePath) {
        return read(root.resolve(relativePath));
    }

    String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every Java source below `src/main` of the module.
    List<Path> mainSources(String module) {
        Path sources = root.resolve(module).resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
