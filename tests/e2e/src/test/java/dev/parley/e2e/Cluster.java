package dev.parley.e2e;

import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// The services as processes of their own, on shared backends under names of their own, so that one of them can be
/// killed.
final class Cluster implements AutoCloseable {

    private static Cluster shared;

    private static final Duration READY_WITHIN = Duration.ofMinutes(4);

    private final Path root = Repository.here().root();
    private final Path logs = root.resolve("tests/e2e/target/parts");
    private final Isolation isolation;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int edgePort = freePort();

    Cluster(Isolation isolation) {
        this.isolation = isolation;
    }

    /// The one of all tests in this JVM, started by the first; its processes end with the JVM. A test that
    /// kills a part starts it again.
    static synchronized Cluster shared() {
        if (shared == null) {
            Cluster cluster = new Cluster(Backends.shared().isolate());
            cluster.start();
            shared = cluster;
        }
        return shared;
    }

    /// Starts everything at once and returns when all of it is ready.
    void start() {
        plan("gateway-1", "gateway-service");
        plan("gateway-2", "gateway-service");
        plan("chat-1", "chat-service");
        plan("chat-2", "chat-service");
        plan("router-1", "router-service");
        plan("router-2", "router-service");
        plan("history-1", "history-service");
        startEdge();
        parts.values().forEach(this::launch);
        parts.values().forEach(this::awaitReady);
    }

    /// `kill -9`.
    void kill(String name) {
        Process process = part(name).process;
        process.destroyForcibly();
        process.onExit().join();
    }

    void restart(String name) {
        launch(part(name));
    }

    void awaitReady(String name) {
        awaitReady(part(name));
    }

    /// How a part reads and writes the log of these services.
    KafkaSettings kafka() {
        return new KafkaSettings(
                isolation.backends().kafkaBootstrap(), isolation.topicPrefix(), isolation.conversationPartitions());
    }

    String edge() {
        return "http://127.0.0.1:" + edgePort;
    }

    /// Of one part, past the edge.
    String http(String part) {
        return "http://127.0.0.1:" + part(part).port;
    }

    /// Whose topics these parts use.
    Isolation isolation() {
        return isolation;
    }

    /// The services by name, each with its own address.
    Map<String, String> services() {
        return parts.values().stream()
                .filter(part -> !part.name.equals("edge"))
                .collect(Collectors.toMap(part -> part.name, part -> "http://127.0.0.1:" + part.port));
    }

    String socket(String gateway) {
        return "ws://127.0.0.1:" + part(gateway).port + "/v1/connect";
    }

    String token(String user) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(edge() + "/dev/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"" + user + "\",\"ttlSeconds\":3600}"))
                .build();
        try {
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return body.replaceAll("(?s).*\"token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        List<Process> running = parts.values().stream()
                .map(part -> part.process)
                .filter(process -> process != null && process.isAlive())
                .toList();
        running.forEach(Process::destroyForcibly);
        running.forEach(process -> process.onExit().join());
    }

    private void plan(String name, String module) {
        parts.put(name, new Part(name, freePort(), jar(module)));
    }

    private Path jar(String module) {
        try (Stream<Path> files = Files.list(root.resolve(module).resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches(module + "-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(module + " is not packaged"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startEdge() {
        Part edge = new Part("edge", edgePort, Path.of(""));
        parts.put(edge.name, edge);
        launch(edge);
        awaitOk(edge, "/.well-known/jwks.json");
    }

    private void launch(Part part) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (part.name.equals("edge")) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.parley.stack.edge.EdgeMain"));
            command.add("--port=" + part.port);
            command.add("--gateways=" + ports("gateway"));
            command.add("--chats=" + ports("chat"));
            command.add("--histories=" + ports("history"));
            command.add("--key=" + logs.resolve("issuer-key.json"));
        } else {
            command.addAll(List.of("-jar", part.jar.toString()));
            settings(part).forEach((name, value) -> command.add("--" + name + "=" + value));
        }
        try {
            Files.createDirectories(logs);
            part.process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            logs.resolve(part.name + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Also when this JVM is ended from outside: no process is left behind.
        Process process = part.process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private Map<String, String> settings(Part part) {
        Map<String, String> settings = new LinkedHashMap<>(isolation.settings());
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", Integer.toString(part.port));
        settings.put("parley.auth.jwk-set-uri", edge() + "/.well-known/jwks.json");
        settings.put("parley.auth.issuer", edge());
        settings.put(
                "parley.gateway.history-urls",
                parts.values().stream()
                        .filter(other -> other.name.startsWith("history"))
                        .map(other -> "http://127.0.0.1:" + other.port)
                        .collect(Collectors.joining(",")));
        settings.put("parley.allowed-origins", edge());
        // For the test that compares the routes with their description.
        settings.put("management.endpoints.web.exposure.include", "health,metrics,mappings");
        return settings;
    }

    private String ports(String kind) {
        return parts.values().stream()
                .filter(part -> part.name.startsWith(kind))
                .map(part -> Integer.toString(part.port))
                .collect(Collectors.joining(","));
    }

    private Part part(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("part: " + name + " (expected: one of " + parts.keySet() + ")");
        }
        return part;
    }

    private void awaitReady(Part part) {
        awaitOk(part, part.name.equals("edge") ? "/.well-known/jwks.json" : "/actuator/health/readiness");
    }

    private void awaitOk(Part part, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + part.port + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        Awaitility.await(part.name + " is ready (its log: " + logs.resolve(part.name + ".log") + ")")
                .atMost(READY_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> http.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Part {

        private final String name;
        private final int port;
        private final Path jar;
        private Process process;

        Part(String name, int port, Path jar) {
            this.name = name;
            this.port = port;
            this.jar = jar;
        }
    }
}
