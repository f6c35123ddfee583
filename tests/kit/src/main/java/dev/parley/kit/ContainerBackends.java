package dev.parley.kit;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// The same servers in containers. Testcontainers' own reaper ends them with this JVM; no engine is an error.
final class ContainerBackends {

    private static final int REDIS_PORT = 6379;
    private static final int CASSANDRA_PORT = 9042;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private ContainerBackends() {}

    // The containers live as long as the JVM; closing them is the reaper's work.
    @SuppressWarnings("resource")
    static Backends start(String datacenter) {
        GenericContainer<?> redis =
                new GenericContainer<>(DockerImageName.parse("redis:7.0.15-alpine")).withExposedPorts(REDIS_PORT);
        redis.start();
        KafkaContainer kafka = new KafkaContainer();
        kafka.start();
        GenericContainer<?> cassandra = new GenericContainer<>(DockerImageName.parse("cassandra:5.0.8"))
                .withExposedPorts(CASSANDRA_PORT)
                .withEnv("MAX_HEAP_SIZE", "768M")
                .withEnv("HEAP_NEWSIZE", "200M")
                .withEnv("CASSANDRA_NUM_TOKENS", "1")
                .waitingFor(Wait.forLogMessage(".*Startup complete.*\\n", 1).withStartupTimeout(START_LIMIT));
        cassandra.start();
        return new Backends(
                kafka.bootstrap(),
                "redis://" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT),
                cassandra.getHost() + ":" + cassandra.getMappedPort(CASSANDRA_PORT),
                datacenter);
    }
}
