package dev.parley.history.config;

import dev.parley.contract.Topics;
import dev.parley.log.KafkaSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `parley.kafka.*`
///
/// @param bootstrapServers `host:port`, comma separated
/// @param topicPrefix put before every topic and group name; empty but in tests that share a broker
/// @param conversationPartitions partitions of the topics keyed by conversation; the service ends at start if a topic
///     has another number
@ConfigurationProperties("parley.kafka")
record KafkaProperties(
        @DefaultValue("127.0.0.1:19092") String bootstrapServers,
        @DefaultValue("") String topicPrefix,

        @DefaultValue("" + Topics.LOCAL_CONVERSATION_PARTITIONS)
        int conversationPartitions) {

    KafkaProperties {
        if (conversationPartitions < 1) {
            throw new IllegalArgumentException(
                    "parley.kafka.conversation-partitions: " + conversationPartitions + " (expected: > 0)");
        }
    }

    KafkaSettings settings() {
        return new KafkaSettings(bootstrapServers, topicPrefix, conversationPartitions);
    }
}
