package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisGatewayBus;
import dev.parley.bus.redis.RedisHeadStore;
import dev.parley.bus.redis.RedisSettings;
import dev.parley.contract.Topics;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Done;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// What a REST call needs of the two services behind this one, and no more: outcomes go to their origin over
/// the real bus, and events to the tables that history-service owns.
final class TinyRouter implements AutoCloseable {

    private final Topics topics;
    private final TinyHistory history;
    private final RedisHeadStore heads;
    private final List<LogEvent> late = new ArrayList<>();
    private final RedisConnections redis;
    private final RedisGatewayBus bus;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean deaf;
    private volatile boolean historyAway;

    TinyRouter(Isolation isolation, CqlSession cassandra) {
        topics = isolation.topics();
        history = new TinyHistory(cassandra, isolation.keyspace());
        redis = RedisConnections.open(new RedisSettings(isolation.backends().redisUri(), isolation.keyPrefix()));
        bus = new RedisGatewayBus(redis, "tiny-router");
        heads = new RedisHeadStore(redis);
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

    /// While away, history is behind the log.
    void setHistoryAway(boolean away) {
        historyAway = away;
    }

    private void storeLate() {
        if (!historyAway) {
            late.forEach(history::store);
            late.clear();
        }
    }

    private void run() {
        while (running) {
            storeLate();
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
            heads.raise(Map.of(
                            event.getEvent().getConversationId(),
                            event.getEvent().getSeq()))
                    .toCompletableFuture()
                    .join();
            late.add(event);
            storeLate();
            if (event.hasPrivateEvent()) {
                publish(event.getOrigin().getAddress(), done(event));
                return;
            }
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

    private static Delivery done(LogEvent event) {
        return Delivery.newBuilder()
                .setOutcome(Outcome.newBuilder()
                        .setOrigin(event.getOrigin())
                        .setClientId(event.getEvent().getClientId())
                        .setDone(Done.getDefaultInstance()))
                .build();
    }

    private void publish(String address, Delivery delivery) {
        if (!deaf && !address.isEmpty()) {
            bus.publish(address, List.of(delivery)).toCompletableFuture().join();
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
