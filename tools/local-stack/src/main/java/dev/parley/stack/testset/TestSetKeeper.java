package dev.parley.stack.testset;

import dev.parley.stack.backend.Backend;
import dev.parley.stack.backend.CassandraBackend;
import dev.parley.stack.backend.KafkaBackend;
import dev.parley.stack.backend.RedisBackend;
import dev.parley.stack.backend.ServerJars;
import dev.parley.stack.process.Ports;
import dev.parley.stack.process.RunDirectory;
import dev.parley.stack.process.Trees;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The process that holds the test servers: starts them empty, watches the leases, ends them with their data. Each
/// server is guarded, so that it ends with this process even if this one is killed.
public final class TestSetKeeper {

    private static final Duration POLL = Duration.ofSeconds(1);
    /// Between two modules of a build no test JVM runs, but the build itself holds a lease; this only bridges a
    /// restart.
    private static final Duration UNUSED_LIMIT = Duration.ofSeconds(5);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private static final int REDIS_PORT = 26379;
    private static final int KAFKA_PORT = 29092;
    private static final int CASSANDRA_PORT = 29042;

    private final TestSetFiles files;
    private final RunDirectory run;
    private final TestBackends.Endpoints endpoints;
    private final List<Backend> backends;
    private final List<Process> guards = new ArrayList<>();

    private TestSetKeeper(TestSetFiles files) {
        this.files = files;
        this.run = new RunDirectory(files.run());
        ServerJars jars = files.jars();
        Path data = files.data();
        // Another checkout may have its own set on the usual ports.
        int redis = Ports.firstFreePair(REDIS_PORT);
        int kafka = Ports.firstFreePair(KAFKA_PORT);
        int cassandra = Ports.firstFreePair(CASSANDRA_PORT);
        this.endpoints = new TestBackends.Endpoints(redis, kafka, cassandra);
        this.backends = List.of(
                new CassandraBackend(jars, data.resolve("cassandra"), cassandra, cassandra + 1),
                new KafkaBackend(jars, data.resolve("kafka"), kafka, kafka + 1),
                new RedisBackend(jars, data.resolve("redis"), redis));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        TestSetFiles files = new TestSetFiles(ServerJars.find());
        FileLock lock = files.tryLock();
        if (lock == null) {
            return;
        }
        files.writeKeeper();
        TestSetKeeper keeper = new TestSetKeeper(files);
        Runtime.getRuntime().addShutdownHook(new Thread(keeper::end, "end-test-set"));
        keeper.start();
        keeper.watch();
        // The hook above ends the servers; the lock is held until the last moment.
        System.exit(lock.isValid() ? 0 : 1);
    }

    private void start() throws IOException, InterruptedException {
        files.deleteReady();
        Trees.delete(files.data());
        for (Backend backend : backends) {
            for (int port : backend.ports()) {
                if (!Ports.isFree(port)) {
                    throw new IOException("port " + port + " for " + backend.name() + " is taken by "
                            + Ports.owner(port).orElse("another process"));
                }
            }
            guards.add(run.startGuarded(backend.prepare()));
        }
        Instant limit = Instant.now().plus(START_LIMIT);
        for (Backend backend : backends) {
            while (!backend.isServing()) {
                if (Instant.now().isAfter(limit)) {
                    throw new IOException(backend.name() + " does not serve: " + run.tail(backend.name(), 30));
                }
                Thread.sleep(100);
            }
        }
        files.writeReady(endpoints);
    }

    /// Returns when nobody has used the set for a while, or when one of its servers is gone.
    private void watch() throws IOException, InterruptedException {
        @Nullable Instant unusedSince = null;
        while (true) {
            if (files.isLeased()) {
                unusedSince = null;
            } else if (unusedSince == null) {
                unusedSince = Instant.now();
            } else if (Instant.now().isAfter(unusedSince.plus(UNUSED_LIMIT))) {
                return;
            }
            for (Backend backend : backends) {
                if (run.running(backend.name()).isEmpty()) {
                    System.err.println(backend.name() + " is gone: " + run.tail(backend.name(), 30));
                    return;
                }
            }
            Thread.sleep(POLL);
        }
    }

    private void end() {
        try {
            files.deleteReady();
            for (Backend backend : backends) {
                // Nothing in a test set is worth a clean shutdown.
                run.running(backend.name()).ifPresent(ProcessHandle::destroyForcibly);
            }
            for (Process guard : guards) {
                guard.getOutputStream().close();
                guard.waitFor();
            }
            Trees.delete(files.data());
            files.deleteKeeper();
        } catch (IOException e) {
            System.err.println("test set: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
