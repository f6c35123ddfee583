package dev.parley.kit;

import dev.parley.contract.RedisKeys;
import dev.parley.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/// Names of one test's own in the shared servers: a prefix of topics and groups, one of Redis keys, a keyspace.
/// Nothing is created until asked for; what is created goes when the set of servers ends.
///
/// @param backends the servers the names are for
/// @param topicPrefix before every topic and consumer group
/// @param keyPrefix before every Redis key and channel
/// @param keyspace a Cassandra keyspace that does not exist yet
/// @param conversationPartitions partitions of the topics keyed by conversation
public record Isolation(
        Backends backends, String topicPrefix, String keyPrefix, String keyspace, int conversationPartitions) {

    /// Enough for takeovers and uneven assignments; fewer than in production, because every test makes its own.
    private static final int CONVERSATION_PARTITIONS = 4;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static Isolation fresh(Backends backends) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        return new Isolation(backends, name + ".", name + ":", name, CONVERSATION_PARTITIONS);
    }

    public Isolation withConversationPartitions(int partitions) {
        return new Isolation(backends, topicPrefix, keyPrefix, keyspace, partitions);
    }

    public Topics topics() {
        return new Topics(topicPrefix);
    }

    public RedisKeys redisKeys() {
        return new RedisKeys(keyPrefix);
    }

    /// Creates every topic of the system under this prefix, as the services' own bootstrap would.
    public Isolation createTopics() {
        int users = Math.max(1, conversationPartitions / 2);
        Topics topics = topics();
        createTopics(List.of(
                topic(topics.commands(), conversationPartitions),
                topic(topics.events(), conversationPartitions),
                topic(topics.activity(), conversationPartitions),
                topic(topics.signals(), conversationPartitions),
                topic(topics.push(), users),
                topic(topics.presence(), users),
                topic(topics.deadLetters(), Math.max(1, conversationPartitions / 8))));
        return this;
    }

    /// The settings every service takes, by the names it takes them: for `SpringApplicationBuilder.properties`,
    /// `@DynamicPropertySource` or the environment of a child process.
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("parley.kafka.bootstrap-servers", backends.kafkaBootstrap());
        settings.put("parley.kafka.topic-prefix", topicPrefix);
        settings.put("parley.kafka.conversation-partitions", Integer.toString(conversationPartitions));
        settings.put("parley.redis.uri", backends.redisUri());
        settings.put("parley.redis.key-prefix", keyPrefix);
        settings.put("parley.cassandra.contact-points", backends.cassandraContactPoint());
        settings.put("parley.cassandra.local-datacenter", backends.cassandraLocalDatacenter());
        settings.put("parley.cassandra.keyspace", keyspace);
        settings.put("parley.cassandra.replication-factor", "1");
        return settings;
    }

    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, (short) 1)
                .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    private void createTopics(List<NewTopic> topics) {
        Map<String, Object> config = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, backends.kafkaBootstrap());
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(topics).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topics of " + topicPrefix + " cannot be created", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics of " + topicPrefix, e);
        }
    }
}
