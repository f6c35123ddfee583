package dev.parley.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.stack.backend.CqlConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
final class BackendsIT {

    @Test
    void redis_answersPing() throws Exception {
        URI uri = URI.create(Backends.shared().redisUri());

        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("+PONG".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void createTopics_givesEveryTopicItsPartitionsAndBrokerTime() throws Exception {
        Isolation isolation =
                Backends.shared().isolate().withConversationPartitions(8).createTopics();

        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", isolation.backends().kafkaBootstrap()))) {
            Map<String, TopicDescription> found = admin.describeTopics(
                            isolation.topics().conversationTopics())
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS);
            assertThat(found.values())
                    .hasSize(4)
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(8));
        }
    }

    @Test
    void cassandra_takesTheKeyspaceOfAnIsolation() throws Exception {
        Isolation isolation = Backends.shared().isolate();
        String contactPoint = isolation.backends().cassandraContactPoint();
        int port = Integer.parseInt(contactPoint.substring(contactPoint.lastIndexOf(':') + 1));

        try (CqlConnection cql = CqlConnection.open(port)) {
            cql.execute("CREATE KEYSPACE " + isolation.keyspace()
                    + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            cql.execute("CREATE TABLE " + isolation.keyspace() + ".t (k text PRIMARY KEY, v bigint)");
            cql.execute("INSERT INTO " + isolation.keyspace() + ".t (k, v) VALUES ('a', 1)");
            cql.execute("DROP KEYSPACE " + isolation.keyspace());
        }
    }

    @Test
    void isolations_neverShareAName() {
        Isolation one = Backends.shared().isolate();
        Isolation other = Backends.shared().isolate();

        assertThat(one.topicPrefix()).isNotEqualTo(other.topicPrefix());
        assertThat(one.keyPrefix()).isNotEqualTo(other.keyPrefix());
        assertThat(one.keyspace()).isNotEqualTo(other.keyspace()).matches("[a-z][a-z0-9]{1,47}");
    }
}
