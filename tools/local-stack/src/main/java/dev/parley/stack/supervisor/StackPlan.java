package dev.parley.stack.supervisor;

import dev.parley.stack.backend.Backend;
import dev.parley.stack.backend.CassandraBackend;
import dev.parley.stack.backend.KafkaBackend;
import dev.parley.stack.backend.RedisBackend;
import dev.parley.stack.backend.ServerJars;
import dev.parley.stack.edge.EdgeMain;
import dev.parley.stack.process.Launch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The parts of a stack with given settings, in the order they start.
final class StackPlan {

    /// Ten times what a start takes on two idle cores: a machine that also builds something is slow, not broken.
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final StackLayout layout;
    private final StackSettings settings;
    private final List<Part> parts;

    StackPlan(StackLayout layout, StackSettings settings) {
        this.layout = layout;
        this.settings = settings;
        this.parts = List.copyOf(plan());
    }

    List<Part> parts() {
        return parts;
    }

    List<Part> parts(Part.Stage stage) {
        return parts.stream().filter(part -> part.stage() == stage).toList();
    }

    Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    private List<Part> plan() {
        ServerJars jars = new ServerJars(layout.root());
        Path data = layout.data();
        int kafka = settings.port(StackSettings.KAFKA);
        int cassandra = settings.port(StackSettings.CASSANDRA);
        List<Part> plan = new ArrayList<>();
        // The slowest first: on two cores the order of forks is the order of readiness.
        plan.add(part(new CassandraBackend(jars, data.resolve("cassandra"), cassandra, cassandra + 1)));
        plan.add(part(new KafkaBackend(jars, data.resolve("kafka"), kafka, kafka + 1)));
        plan.add(part(new RedisBackend(jars, data.resolve("redis"), settings.port(StackSettings.REDIS))));
        plan.add(edge());
        for (ServiceKind kind : ServiceKind.values()) {
            List<Integer> ports = settings.ports(kind);
            for (int i = 0; i < ports.size(); i++) {
                plan.add(service(kind, i + 1, ports.get(i)));
            }
        }
        plan.add(people());
        return plan;
    }

    private static Part part(Backend backend) {
        return new Part(
                backend.name(), Part.Stage.GROUND, backend.ports(), backend::prepare, backend::isServing, START_LIMIT);
    }

    private Part edge() {
        int port = settings.port(StackSettings.EDGE);
        return new Part(
                StackSettings.EDGE,
                Part.Stage.GROUND,
                List.of(port),
                () -> edgeLaunch(port),
                () -> HttpHealth.isOk(port, "/.well-known/jwks.json"),
                START_LIMIT);
    }

    private Launch edgeLaunch(int port) {
        List<String> command = List.of(
                JavaProgram.executable(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                JavaProgram.ownClassPath(),
                EdgeMain.class.getName(),
                "--port=" + port,
                "--gateways=" + join(settings.ports(ServiceKind.GATEWAY)),
                "--chats=" + join(settings.ports(ServiceKind.CHAT)),
                "--histories=" + join(settings.ports(ServiceKind.HISTORY)),
                "--root=" + layout.root(),
                "--key=" + layout.signingKey());
        return new Launch(StackSettings.EDGE, command, Map.of(), layout.root());
    }

    private Part service(ServiceKind kind, int instance, int port) {
        String name = kind.partName(instance);
        return new Part(
                name,
                Part.Stage.SERVICES,
                List.of(port),
                () -> serviceLaunch(kind, name, instance, port),
                () -> HttpHealth.isOk(port, "/actuator/health/readiness"),
                START_LIMIT);
    }

    private Launch serviceLaunch(ServiceKind kind, String name, int instance, int port) throws IOException {
        ServiceApplication application = new ServiceApplication(layout, kind);
        List<String> command = new ArrayList<>(application.javaCommand(instance));
        command.addAll(serviceArguments(port));
        return new Launch(name, command, Map.of(), layout.root());
    }

    /// As arguments, not environment: they name the settings exactly as the modules' READMEs do.
    private List<String> serviceArguments(int port) {
        String edge = "http://127.0.0.1:" + settings.port(StackSettings.EDGE);
        String histories = settings.ports(ServiceKind.HISTORY).stream()
                .map(history -> "http://127.0.0.1:" + history)
                .collect(Collectors.joining(","));
        return List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--parley.kafka.bootstrap-servers=127.0.0.1:" + settings.port(StackSettings.KAFKA),
                "--parley.redis.uri=redis://127.0.0.1:" + settings.port(StackSettings.REDIS),
                "--parley.cassandra.contact-points=127.0.0.1:" + settings.port(StackSettings.CASSANDRA),
                "--parley.auth.jwk-set-uri=" + edge + "/.well-known/jwks.json",
                "--parley.auth.issuer=" + edge,
                "--parley.gateway.history-urls=" + histories,
                "--parley.allowed-origins=" + edge + ",http://localhost:" + settings.port(StackSettings.EDGE));
    }

    private Part people() {
        int port = settings.port(StackSettings.PEOPLE);
        return new Part(
                StackSettings.PEOPLE,
                Part.Stage.PEOPLE,
                List.of(port),
                () -> peopleLaunch(port),
                () -> HttpHealth.isOk(port, "/health"),
                START_LIMIT);
    }

    /// By the class path that its build left, as `./parley demo` runs: that module knows the clients, this one must
    /// not.
    private Launch peopleLaunch(int port) throws IOException {
        Path target = layout.root().resolve("tools/terminal/target");
        String libraries = Files.readString(target.resolve("classpath.txt")).strip();
        String gateways = settings.ports(ServiceKind.GATEWAY).stream()
                .map(gateway -> "ws://127.0.0.1:" + gateway + "/v1/connect")
                .collect(Collectors.joining(","));
        List<String> command = List.of(
                "nice", // It never takes the processor from the parts that serve.
                JavaProgram.executable(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                target.resolve("classes") + File.pathSeparator + libraries,
                "dev.parley.terminal.PeopleMain",
                "--edge=http://127.0.0.1:" + settings.port(StackSettings.EDGE),
                "--gateway=" + gateways,
                "--kafka=127.0.0.1:" + settings.port(StackSettings.KAFKA),
                "--port=" + port);
        return new Launch(StackSettings.PEOPLE, command, Map.of(), layout.root());
    }

    private static String join(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
