package dev.parley.chat.config;

import dev.parley.chat.cassandra.CassandraSettings;
import dev.parley.contract.Topics;
import dev.parley.log.KafkaSettings;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Everything this service can be told. The names are the same in all services; the defaults fit the local stack.
///
/// @param instanceId this instance's address on the bus; by default `chat-` and eight random hex digits, new at each
/// start
@ConfigurationProperties("parley")
public record ChatSettings(
        @DefaultValue("") String instanceId,
        @DefaultValue Kafka kafka,
        @DefaultValue Redis redis,
        @DefaultValue Cassandra cassandra,
        @DefaultValue Auth auth) {

    public ChatSettings {
        if (instanceId.isBlank()) {
            instanceId = "chat-" + UUID.randomUUID().toString().substring(0, 8);
        }
    }

    /// @param bootstrapServers `host:port`, comma separated
    /// @param topicPrefix put before every topic and group name; empty but in tests that share a broker
    /// @param conversationPartitions partitions of every topic keyed by conversation; no other number is accepted
    public record Kafka(
            @DefaultValue("127.0.0.1:19092") String bootstrapServers,
            @DefaultValue("") String topicPrefix,

            @DefaultValue("" + Topics.LOCAL_CONVERSATION_PARTITIONS)
            int conversationPartitions) {

        public Kafka {
            if (bootstrapServers.isBlank()) {
                throw new IllegalArgumentException("parley.kafka.bootstrap-servers: empty (expected: host:port)");
            }
            // The partition is part of a message id, in ten bits.
            if (conversationPartitions < 1 || conversationPartitions > 1024) {
                throw new IllegalArgumentException(
                        "parley.kafka.conversation-partitions: " + conversationPartitions + " (expected: 1-1024)");
            }
        }

        public KafkaSettings toKafkaSettings() {
            return new KafkaSettings(bootstrapServers, topicPrefix, conversationPartitions);
        }
    }

    /// @param uri Lettuce URI; the bus carries outcomes back to REST calls. Without Redis those answer UNAVAILABLE
    /// @param keyPrefix put before every key and channel; empty but in tests that share a Redis
    public record Redis(
            @DefaultValue("redis://127.0.0.1:16379") String uri,
            @DefaultValue("") String keyPrefix) {

        @Override
        public String toString() {
            return "Redis[uri=[redacted], keyPrefix=" + keyPrefix + "]";
        }
    }

    /// @param contactPoints `host:port`, comma separated
    /// @param localDatacenter the driver talks to nodes of this datacenter only
    /// @param keyspace created at start if it is missing
    /// @param replicationFactor copies per row in the local datacenter; used only when the keyspace is created
    public record Cassandra(
            @DefaultValue("127.0.0.1:19042") String contactPoints,
            @DefaultValue("datacenter1") String localDatacenter,
            @DefaultValue("parley") String keyspace,
            @DefaultValue("1") int replicationFactor) {

        public CassandraSettings toCassandraSettings() {
            return new CassandraSettings(contactPoints, localDatacenter, keyspace, replicationFactor);
        }
    }

    /// @param jwkSetUri where the keys of token issuers are read
    /// @param issuer required `iss`
    /// @param audience required `aud`
    public record Auth(
            @DefaultValue("http://127.0.0.1:8080/.well-known/jwks.json")
            String jwkSetUri,

            @DefaultValue("http://127.0.0.1:8080") String issuer,
            @DefaultValue("parley") String audience) {}
}
