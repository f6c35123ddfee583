package dev.parley.bus.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/// A Redis of the test's own, which may be killed. Empty after every start.
final class OwnRedis implements AutoCloseable {

    /// A cluster node also takes the port 10,000 above.
    private static final int BUS_OFFSET = 10_000;

    private final Path directory;
    private final List<String> command;
    private final int port;
    private Process process;

    private OwnRedis(String... options) {
        try {
            directory = Files.createTempDirectory("own-redis");
            port = freePort();
            command = new ArrayList<>(List.of(
                    binary().toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
            command.addAll(List.of(options));
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OwnRedis single() {
        return new OwnRedis();
    }

    static OwnRedis clusterNode() {
        return new OwnRedis("--cluster-enabled", "yes", "--cluster-node-timeout", "2000");
    }

    int port() {
        return port;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void start() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.list(directory)) {
            files.forEach(OwnRedis::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delete(directory);
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> accepts(port));
        return started;
    }

    private Path binary() throws IOException {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path binary = directory.resolve("redis-server");
        try (InputStream in = OwnRedis.class.getResourceAsStream("/redis-server-7.0.15-" + os + "-" + arch)) {
            Files.copy(Objects.requireNonNull(in, "no Redis for " + os + "-" + arch), binary);
        }
        if (!binary.toFile().setExecutable(true)) {
            throw new IOException(binary + " cannot be made executable");
        }
        return binary;
    }

    private static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            if (!isTaken(candidate) && !isTaken(candidate + BUS_OFFSET)) {
                return candidate;
            }
        }
    }

    private static boolean isTaken(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !probe.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
