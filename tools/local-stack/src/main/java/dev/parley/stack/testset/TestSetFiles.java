package dev.parley.stack.testset;

import dev.parley.stack.backend.ServerJars;
import dev.parley.stack.process.ProcessId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What lies under `.parley/test-backends`: the keeper's lock, one lease per process that uses the set, the addresses
/// once the set serves.
final class TestSetFiles {

    private final ServerJars jars;
    private final Path directory;

    TestSetFiles(ServerJars jars) {
        this.jars = jars;
        this.directory = jars.root().resolve(".parley/test-backends");
    }

    Path root() {
        return jars.root();
    }

    ServerJars jars() {
        return jars;
    }

    Path leases() {
        return directory.resolve("leases");
    }

    Path data() {
        return directory.resolve("data");
    }

    Path run() {
        return directory.resolve("run");
    }

    Path keeperLog() {
        return directory.resolve("keeper.log");
    }

    private Path lockFile() {
        return directory.resolve("lock");
    }

    private Path ready() {
        return directory.resolve("ready.properties");
    }

    private Path keeper() {
        return directory.resolve("keeper.pid");
    }

    /// The lock that makes one keeper the keeper. The kernel gives it back when the keeper dies.
    @Nullable
    FileLock tryLock() throws IOException {
        Files.createDirectories(directory);
        FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
        }
        return lock;
    }

    boolean isKept() throws IOException {
        try {
            FileLock lock = tryLock();
            if (lock == null) {
                return true;
            }
            lock.acquiredBy().close();
            return false;
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM looks at the same moment; it will act on what it sees.
            return true;
        }
    }

    void writeLease(ProcessId holder) throws IOException {
        Files.createDirectories(leases());
        Files.writeString(leases().resolve(Long.toString(holder.pid())), holder.format());
    }

    /// Whether a leasing process lives. Removes the leases of those that do not.
    boolean isLeased() throws IOException {
        boolean leased = false;
        try (Stream<Path> files = Files.list(leases())) {
            for (Path file : files.toList()) {
                if (isHeld(file)) {
                    leased = true;
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        return leased;
    }

    private static boolean isHeld(Path lease) throws IOException {
        try {
            String text = Files.readString(lease);
            // Empty: its holder is writing it right now.
            return text.isEmpty()
                    || ProcessId.parse(text).filter(ProcessId::isAlive).isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void writeReady(TestBackends.Endpoints endpoints) throws IOException {
        Path partial = directory.resolve("ready.part");
        try (OutputStream out = Files.newOutputStream(partial)) {
            endpoints.write().store(out, null);
        }
        Files.move(partial, ready(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Optional<TestBackends.Endpoints> readReady() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(ready())) {
            properties.load(in);
            return Optional.of(TestBackends.Endpoints.read(properties));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// Who keeps the set, for a script that waits for its end.
    void writeKeeper() throws IOException {
        Files.writeString(keeper(), ProcessId.of(ProcessHandle.current()).format());
    }

    void deleteKeeper() throws IOException {
        Files.deleteIfExists(keeper());
    }

    void deleteReady() throws IOException {
        Files.deleteIfExists(ready());
    }
}
