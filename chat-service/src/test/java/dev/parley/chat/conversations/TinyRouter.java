package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisGatewayBus;
import dev.parley.bus.redis.RedisSettings;
import dev.parley.contract.Topics;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// What a REST call needs of the two services behind this one, and no more: outcomes go to their origin over
/// the real bus, and events to the tables that history-service owns.
final class TinyRouter implements AutoCloseable {

    private final Topics topics;
    private final String keyspace;
    private final CqlSession cassandra;
    private final RedisConnections redis;
    private final RedisGatewayBus bus;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean deaf;

    TinyRouter(Isolation isolation, CqlSession cassandra) {
        topics = isolation.topics();
        keyspace = isolation.keyspace();
        this.cassandra = cassandra;
        createHistoryTables();
        redis = RedisConnections.open(new RedisSettings(isolation.backends().redisUri(), isolation.keyPrefix()));
        bus = new RedisGatewayBus(redis, "tiny-router");
        KafkaSettings kafka = new KafkaSettings(
                isolation.backends().kafkaBootstrap(), isolation.topicPrefix(), isolation.conversationPartitions());
        consumer = new KafkaConsumer<>(kafka.consumerWithoutGroup("tiny-router"));
        List<TopicPartition> all = Stream.of(topics.events(), topics.signals())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        thread = Thread.ofPlatform().name("tiny-router").start(this::run);
    }

    /// While deaf, outcomes are lost on their way back.
    void setDeaf(boolean deaf) {
        this.deaf = deaf;
    }

    private void run() {
        while (running) {
            for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(20))) {
                try {
                    route(message);
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        consumer.close();
    }

    private void route(ConsumerRecord<String, byte[]> message) throws InvalidProtocolBufferException {
        if (message.topic().equals(topics.events())) {
            LogEvent event = LogEvent.parseFrom(message.value());
            store(event.getEvent());
            publish(
                    event.getOrigin().getAddress(),
                    Delivery.newBuilder()
                            .setEvent(EventDelivery.newBuilder()
                                    .setEvent(event.getEvent())
                                    .setOrigin(event.getOrigin()))
                            .build());
        } else {
            Outcome outcome = Signal.parseFrom(message.value()).getOutcome();
            publish(
                    outcome.getOrigin().getAddress(),
                    Delivery.newBuilder().setOutcome(outcome).build());
        }
    }

    private void publish(String address, Delivery delivery) {
        if (!deaf && !address.isEmpty()) {
            bus.publish(address, List.of(delivery)).toCompletableFuture().join();
        }
    }

    private void store(Event event) {
        String id = event.getConversationId();
        cassandra.execute(
                "INSERT INTO " + keyspace + ".messages (conversation_id, bucket, seq, event) VALUES (?, ?, ?, ?)",
                id,
                event.getSeq() / 5000,
                event.getSeq(),
                ByteBuffer.wrap(event.toByteArray()));
        cassandra.execute(
                "UPDATE " + keyspace + ".conversations SET head_seq = ?, head_ordinal = ? WHERE conversation_id = ?",
                event.getSeq(),
                event.getOrdinal(),
                id);
        if (event.hasCreated()) {
            cassandra.execute(
                    "UPDATE " + keyspace + ".conversations SET kind = ?, title = ? WHERE conversation_id = ?",
                    event.getCreated().getKind(),
                    event.getCreated().getTitle(),
                    id);
            CompletableFuture.allOf(event.getCreated().getMembersList().stream()
                            .flatMap(member -> storeMember(id, member))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    /// At once for all members of a large group, or its creator would wait too long.
    private Stream<CompletableFuture<?>> storeMember(String id, Member member) {
        return Stream.of(
                        SimpleStatement.newInstance(
                                "INSERT INTO " + keyspace
                                        + ".conversation_members (conversation_id, user_id, role, joined_seq)"
                                        + " VALUES (?, ?, ?, ?)",
                                id,
                                member.getUserId(),
                                member.getRole(),
                                member.getJoinedSeq()),
                        SimpleStatement.newInstance(
                                "INSERT INTO " + keyspace
                                        + ".conversations_by_user (user_id, conversation_id, joined_seq)"
                                        + " VALUES (?, ?, ?)",
                                member.getUserId(),
                                id,
                                member.getJoinedSeq()))
                .map(statement -> cassandra.executeAsync(statement).toCompletableFuture());
    }

    private void createHistoryTables() {
        for (String table : List.of(
                "messages (conversation_id text, bucket bigint, seq bigint, event blob, edited_seq bigint,"
                        + " deleted_seq bigint, PRIMARY KEY ((conversation_id, bucket), seq))"
                        + " WITH CLUSTERING ORDER BY (seq DESC)",
                "conversations (conversation_id text PRIMARY KEY, kind text, title text, head_seq bigint,"
                        + " head_ordinal bigint, epoch bigint)",
                "conversation_members (conversation_id text, user_id text, role text, joined_seq bigint,"
                        + " left_seq bigint, PRIMARY KEY (conversation_id, user_id))",
                "conversations_by_user (user_id text, conversation_id text, joined_seq bigint, left_seq bigint,"
                        + " windows blob, PRIMARY KEY (user_id, conversation_id))")) {
            cassandra.execute(SimpleStatement.newInstance("CREATE TABLE IF NOT EXISTS " + keyspace + "." + table)
                    .setTimeout(Duration.ofSeconds(20)));
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        redis.close();
    }
}
