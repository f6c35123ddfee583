package dev.parley.stack.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/// How many of each service, and at which ports. Written down by `up`, read by every later command.
///
/// @param instances how many of each service
/// @param movedPorts ports that differ from the usual, by the word of the part; of a service, the first instance's
record StackSettings(Map<ServiceKind, Integer> instances, Map<String, Integer> movedPorts) {

    static final String EDGE = "edge";
    static final String REDIS = "redis";
    static final String KAFKA = "kafka";
    static final String CASSANDRA = "cassandra";
    static final String PEOPLE = "people";

    private static final Map<String, Integer> USUAL_PORTS = usualPorts();
    private static final int MOST_INSTANCES = 8;

    StackSettings {
        for (Map.Entry<ServiceKind, Integer> entry : instances.entrySet()) {
            int count = entry.getValue();
            if (count < 1 || count > MOST_INSTANCES) {
                throw new IllegalArgumentException(
                        entry.getKey().word() + ": " + count + " instances (expected: 1 to " + MOST_INSTANCES + ")");
            }
        }
        for (Map.Entry<String, Integer> moved : movedPorts.entrySet()) {
            if (!USUAL_PORTS.containsKey(moved.getKey())) {
                throw new IllegalArgumentException(
                        "--port " + moved.getKey() + ": no such part (expected one of: " + words() + ")");
            }
            if (moved.getValue() < 1 || moved.getValue() > 65_000) {
                throw new IllegalArgumentException(
                        "--port " + moved.getKey() + "=" + moved.getValue() + " (expected: 1 to 65000)");
            }
        }
        instances = Map.copyOf(instances);
        movedPorts = Map.copyOf(movedPorts);
    }

    private static Map<String, Integer> usualPorts() {
        Map<String, Integer> ports = new TreeMap<>();
        ports.put(EDGE, 8080);
        ports.put(REDIS, 16379);
        ports.put(KAFKA, 19092);
        ports.put(CASSANDRA, 19042);
        ports.put(PEOPLE, 8086);
        for (ServiceKind kind : ServiceKind.values()) {
            ports.put(kind.word(), kind.firstPort());
        }
        return Map.copyOf(ports);
    }

    private static Set<String> words() {
        return new TreeMap<>(USUAL_PORTS).keySet();
    }

    int port(String word) {
        Integer usual = USUAL_PORTS.get(word);
        if (usual == null) {
            throw new IllegalArgumentException("no part called " + word);
        }
        return movedPorts.getOrDefault(word, usual);
    }

    int count(ServiceKind kind) {
        return instances.getOrDefault(kind, 1);
    }

    List<Integer> ports(ServiceKind kind) {
        return ServiceKind.ports(port(kind.word()), count(kind));
    }

    void save(Path file) throws IOException {
        Properties properties = new Properties();
        for (ServiceKind kind : ServiceKind.values()) {
            properties.setProperty("instances." + kind.word(), Integer.toString(count(kind)));
        }
        movedPorts.forEach((word, port) -> properties.setProperty("port." + word, Integer.toString(port)));
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
    }

    /// Empty if no stack was ever started here.
    static Optional<StackSettings> load(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Map<ServiceKind, Integer> instances = new EnumMap<>(ServiceKind.class);
        for (ServiceKind kind : ServiceKind.values()) {
            instances.put(kind, Integer.parseInt(properties.getProperty("instances." + kind.word(), "1")));
        }
        Map<String, Integer> moved = new TreeMap<>();
        for (String word : words()) {
            String port = properties.getProperty("port." + word);
            if (port != null) {
                moved.put(word, Integer.parseInt(port));
            }
        }
        return Optional.of(new StackSettings(instances, moved));
    }
}
