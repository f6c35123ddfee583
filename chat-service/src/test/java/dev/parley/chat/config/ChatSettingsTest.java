package dev.parley.chat.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class ChatSettingsTest {

    @Test
    void withNothingSet_theDefaultsFitTheLocalStack() {
        ChatSettings settings = bind(Map.of());

        assertThat(settings.instanceId()).matches("chat-[0-9a-f]{8}");
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("127.0.0.1:19092");
        assertThat(settings.kafka().conversationPartitions()).isEqualTo(8);
        assertThat(settings.cassandra().keyspace()).isEqualTo("parley");
    }

    @Test
    void morePartitionsThanAMessageIdHolds_areRefused() {
        assertThatThrownBy(() -> bind(Map.of("parley.kafka.conversation-partitions", "2048")))
                .hasRootCauseMessage("parley.kafka.conversation-partitions: 2048 (expected: 1-1024)");
    }

    @Test
    void keyspaceThatIsNoIdentifier_isRefused() {
        ChatSettings settings = bind(Map.of("parley.cassandra.keyspace", "parley; DROP KEYSPACE parley"));

        assertThatThrownBy(() -> settings.cassandra().toCassandraSettings())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void redisUri_isNotPrinted() {
        assertThat(bind(Map.of("parley.redis.uri", "redis://:secret@host:6379")).toString())
                .doesNotContain("secret");
    }

    private static ChatSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("parley", ChatSettings.class);
    }
}
