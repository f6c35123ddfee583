package dev.parley.kit;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// One broker with the settings of the local stack. Clients are sent to the mapped port, which is known only once the
/// container runs; so the container waits for a start script that holds it.
final class KafkaContainer extends GenericContainer<KafkaContainer> {

    private static final int PORT = 9092;
    private static final String SCRIPT = "/tmp/start-kafka.sh";
    private static final int EXECUTABLE = 0755;

    KafkaContainer() {
        super(DockerImageName.parse("apache/kafka:4.3.1"));
        withExposedPorts(PORT);
        withEnv("KAFKA_PROCESS_ROLES", "broker,controller");
        withEnv("KAFKA_NODE_ID", "1");
        withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093");
        withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
        withEnv("KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:" + PORT + ",CONTROLLER://localhost:9093");
        withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT");
        withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1");
        withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "8");
        withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000");
        withEnv("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "6000");
        withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "6000");
        withEnv("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "1500");
        withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "1000");
        withCommand("sh", "-c", "while [ ! -f " + SCRIPT + " ]; do sleep 0.1; done; exec " + SCRIPT);
        waitingFor(Wait.forLogMessage(".*Kafka Server started.*\\n", 1).withStartupTimeout(Duration.ofMinutes(2)));
    }

    String bootstrap() {
        return getHost() + ":" + getMappedPort(PORT);
    }

    @Override
    protected void containerIsStarting(InspectContainerResponse container) {
        String script = "#!/bin/sh\nexport KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://" + bootstrap()
                + "\nexec /etc/kafka/docker/run\n";
        copyFileToContainer(Transferable.of(script, EXECUTABLE), SCRIPT);
    }
}
