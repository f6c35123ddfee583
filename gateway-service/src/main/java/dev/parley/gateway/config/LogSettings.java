package dev.parley.gateway.config;

import dev.parley.log.KafkaSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the log is.
///
/// @param bootstrapServers `host:port`, comma separated
/// @param topicPrefix put before every topic; empty but in tests that share a broker
/// @param conversationPartitions partitions of the topics keyed by conversation
@ConfigurationProperties("parley.kafka")
public record LogSettings(
        @DefaultValue("127.0.0.1:19092") String bootstrapServers,
        @DefaultValue("") String topicPrefix,
        @DefaultValue("8") int conversationPartitions) {

    KafkaSettings toKafka() {
        return new KafkaSettings(bootstrapServers, topicPrefix, conversationPartitions);
    }
}
