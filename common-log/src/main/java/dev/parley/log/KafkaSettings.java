package dev.parley.log;

import dev.parley.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// How every part talks to Kafka. The values below are part of the design (DESIGN section 3), not knobs.
///
/// @param bootstrapServers `host:port`, comma separated
/// @param topicPrefix put before every topic and group name; empty but in tests that share a broker
/// @param conversationPartitions partitions of the topics keyed by conversation; start-up is refused if a topic has
///     another number, because a changed number would break the order of every conversation
public record KafkaSettings(String bootstrapServers, String topicPrefix, int conversationPartitions) {

    /// A delivery timeout that never ends a send: an abandoned record would be a hole in the log.
    private static final int NEVER_MILLIS = Integer.MAX_VALUE;

    public Topics topics() {
        return new Topics(topicPrefix);
    }

    /// An idempotent producer that answers when all in-sync replicas have the record and never gives one up.
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        // The client's default became 5 ms in Kafka 4.0; two hops would pay it twice.
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, NEVER_MILLIS);
        config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20L);
        config.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 20L);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return config;
    }

    /// A consumer of one group that commits by hand, after the work.
    public Map<String, Object> consumer(String group, String clientId) {
        Map<String, Object> config = consumerWithoutGroup(clientId);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, topics().consumerGroup(group));
        // The classic protocol, cooperative: its consumer does its own network I/O, where that of KIP-848 hands every
        // fetch from thread to thread.
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        return config;
    }

    /// A consumer that is told its partitions.
    public Map<String, Object> consumerWithoutGroup(String clientId) {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 20L);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        config.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 20L);
        config.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int)
                Duration.ofMinutes(5).toMillis());
        return config;
    }
}
