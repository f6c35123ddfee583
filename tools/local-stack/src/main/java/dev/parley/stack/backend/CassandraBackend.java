package dev.parley.stack.backend;

import dev.parley.stack.process.Launch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Cassandra 5.0 on the JDK of the rest of the system: one node, one token, nobody to gossip with.
public final class CassandraBackend implements Backend {

    /// What Cassandra's own launcher gives for JDK 17, less what JDK 25 no longer has.
    private static final List<String> OPENED = List.of(
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
            "--add-exports=java.sql/java.sql=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.module=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.loader=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.math=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.module=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

    /// An idle worker of Cassandra sleeps 10 µs at a time, a hundred times over, before it stops (SEPWorker).
    /// Where a timer costs more than that, as in a virtual machine, this is a quarter of a core at any small
    /// rate. With timers that may be 1 ms late (Linux; elsewhere nothing happens) the wait is a few sleeps.
    private static final List<String> COARSE_TIMERS = List.of(
            "/bin/sh", "-c", "{ echo 1000000 > /proc/self/timerslack_ns; } 2>/dev/null; exec \"$@\"", "cassandra");

    private final ServerJars jars;
    private final Path data;
    private final int port;
    private final int storagePort;

    public CassandraBackend(ServerJars jars, Path data, int port, int storagePort) {
        this.jars = jars;
        this.data = data.toAbsolutePath();
        this.port = port;
        this.storagePort = storagePort;
    }

    @Override
    public String name() {
        return "cassandra";
    }

    @Override
    public List<Integer> ports() {
        return List.of(port, storagePort);
    }

    @Override
    public Launch prepare() throws IOException {
        Path conf = data.resolve("conf");
        Path yaml = Template.write(
                "cassandra.yaml",
                conf,
                Map.of("port", port, "storagePort", storagePort, "sslStoragePort", storagePort + 1, "data", data));
        Path logging = Template.write("logback.xml", conf, Map.of());
        // Only warned about when absent.
        Files.createDirectories(conf.resolve("triggers"));

        List<String> command = new ArrayList<>(COARSE_TIMERS);
        command.add(ServerJars.java());
        command.addAll(OPENED);
        command.addAll(jars.classArchive().options(name(), true));
        command.addAll(List.of(
                "-Xms256m",
                "-Xmx768m",
                "-Xmn200m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:MaxDirectMemorySize=512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dio.netty.tryReflectionSetAccessible=true",
                "-Dcassandra.config=" + yaml.toUri(),
                "-Dcassandra.storagedir=" + data,
                "-Dcassandra.triggers_dir=" + conf.resolve("triggers"),
                "-Dlogback.configurationFile=" + logging,
                // Alone in its ring: there is no schema, token or gossip of others to wait for.
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra-foreground=yes",
                "-cp",
                shim() + File.pathSeparator + jars.classPath("cassandra"),
                "org.apache.cassandra.service.CassandraDaemon"));
        return new Launch(name(), command, Map.of(), data);
    }

    @Override
    public boolean isServing() {
        try (CqlConnection connection = CqlConnection.open(port, PROBE_TIMEOUT)) {
            connection.execute("SELECT key FROM system.local");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// The class that stands in for the one JDK 24 and later refuse; it must be found before Cassandra's own.
    private Path shim() throws IOException {
        Path target = jars.target("cassandra");
        Path classes = target.resolve("classes");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                return files.filter(file -> file.toString().endsWith(".jar"))
                        .findFirst()
                        .orElse(classes);
            }
        }
        throw new IOException(target + " is missing; build it: ./mvnw -f tools/local-stack/backends package");
    }
}
