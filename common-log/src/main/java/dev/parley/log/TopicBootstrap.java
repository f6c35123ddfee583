package dev.parley.log;

import dev.parley.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/// Creates the topics that are missing and refuses to go on if one has another number of partitions than configured: a
/// changed number would send a conversation's next command to another partition, and its order would be lost.
/// Safe to run from several instances at once.
public final class TopicBootstrap {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final short BROKER_DEFAULT_REPLICATION = -1;

    private final KafkaSettings settings;

    public TopicBootstrap(KafkaSettings settings) {
        this.settings = settings;
    }

    /// @throws IllegalStateException if a topic has another number of partitions than configured
    public void run() {
        Map<String, Object> config = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        try (Admin admin = Admin.create(config)) {
            List<NewTopic> wanted = topics();
            createMissing(admin, wanted);
            verify(admin, wanted);
        }
    }

    private List<NewTopic> topics() {
        Topics names = settings.topics();
        int conversation = settings.conversationPartitions();
        int user = Math.max(1, conversation / 2);
        List<NewTopic> topics = new ArrayList<>();
        topics.add(topic(names.commands(), conversation, Duration.ofDays(7)));
        topics.add(topic(names.events(), conversation, Duration.ofDays(7)));
        topics.add(topic(names.activity(), conversation, Duration.ofHours(1)));
        topics.add(topic(names.signals(), conversation, Duration.ofMinutes(10)));
        topics.add(topic(names.push(), user, Duration.ofDays(1)));
        topics.add(topic(names.presence(), user, Duration.ofHours(1)));
        topics.add(topic(names.deadLetters(), Math.max(1, conversation / 8), Duration.ofDays(30)));
        return topics;
    }

    private static NewTopic topic(String name, int partitions, Duration retention) {
        return new NewTopic(name, partitions, BROKER_DEFAULT_REPLICATION)
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                        // The sequencer decides by the broker's time of the command, never by a clock of its own.
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                        TopicConfig.CLEANUP_POLICY_CONFIG, "delete"));
    }

    private static void createMissing(Admin admin, List<NewTopic> wanted) {
        admin.createTopics(wanted).values().forEach((name, created) -> {
            try {
                created.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException("topic " + name + " cannot be created", e.getCause());
                }
            } catch (TimeoutException e) {
                throw new IllegalStateException("topic " + name + ": no answer from Kafka in " + TIMEOUT, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while creating topic " + name, e);
            }
        });
    }

    private static void verify(Admin admin, List<NewTopic> wanted) {
        Map<String, TopicDescription> found;
        try {
            found = admin.describeTopics(wanted.stream().map(NewTopic::name).toList())
                    .allTopicNames()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topics cannot be described", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while describing topics", e);
        }
        for (NewTopic topic : wanted) {
            TopicDescription description = found.get(topic.name());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != topic.numPartitions()) {
                throw new IllegalStateException("topic " + topic.name() + ": " + partitions + " partitions (expected: "
                        + topic.numPartitions() + "; the number never changes)");
            }
        }
    }
}
