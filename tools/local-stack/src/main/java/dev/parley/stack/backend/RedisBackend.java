package dev.parley.stack.backend;

import dev.parley.stack.process.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Redis 7.0, the static binary for this machine. Keeps nothing on disk: all it holds are hints.
public final class RedisBackend implements Backend {

    private static final String VERSION = "7.0.15";
    private static final int TIMEOUT_MILLIS = 1_000;

    private final ServerJars jars;
    private final Path data;
    private final int port;

    public RedisBackend(ServerJars jars, Path data, int port) {
        this.jars = jars;
        this.data = data;
        this.port = port;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<Integer> ports() {
        return List.of(port);
    }

    @Override
    public Launch prepare() throws IOException {
        Files.createDirectories(data);
        List<String> command = List.of(
                binary().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.toAbsolutePath().toString(),
                "--save",
                "",
                "--appendonly",
                "no");
        return new Launch(name(), command, Map.of(), data);
    }

    @Override
    public boolean isServing() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return "+PONG".equals(new String(answer, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return false;
        }
    }

    private Path binary() throws IOException {
        String entryName = "redis-server-" + VERSION + "-" + platform();
        Path target = jars.target("redis").resolve(entryName);
        if (Files.isExecutable(target)) {
            return target.toAbsolutePath();
        }
        String jar = jars.classPath("redis").split(java.io.File.pathSeparator, 2)[0];
        // Extracted beside and moved, so that a parallel start never runs a half-written file.
        Path partial = Files.createTempFile(jars.target("redis"), entryName, ".part");
        try (ZipFile zip = new ZipFile(jar)) {
            ZipEntry entry = zip.getEntry(entryName);
            if (entry == null) {
                throw new IOException(jar + " has no Redis for this machine (" + platform() + ")");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!partial.toFile().setExecutable(true)) {
            throw new IOException(partial + " cannot be made executable");
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return target.toAbsolutePath();
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = switch (System.getProperty("os.arch")) {
            case "aarch64", "arm64" -> "arm64";
            case "x86" -> "386";
            default -> "amd64";
        };
        return os + "-" + arch;
    }
}
