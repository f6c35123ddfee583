package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.contract.Topics;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.log.LogIndexGate;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Create;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// The two ends of the sequencer: writes commands, and reads everything it writes, from the beginning.
public final class LogProbe implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Topics topics;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> events = new CopyOnWriteArrayList<>();
    private final List<Signal> signals = new CopyOnWriteArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> deadLetters = new CopyOnWriteArrayList<>();

    public LogProbe(Isolation isolation) {
        topics = isolation.topics();
        KafkaSettings kafka = new KafkaSettings(
                isolation.backends().kafkaBootstrap(), isolation.topicPrefix(), isolation.conversationPartitions());
        producer = new KafkaProducer<>(kafka.producer("probe"));
        consumer = new KafkaConsumer<>(kafka.consumerWithoutGroup("probe"));
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : List.of(topics.events(), topics.signals(), topics.deadLetters())) {
            consumer.partitionsFor(topic).forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    public static Command create(String conversationId, String user, String... others) {
        return Command.newBuilder()
                .setConversationId(conversationId)
                .setUserId(user)
                .setDeviceId("phone")
                .setClientId("create")
                .setOrigin(Origin.newBuilder()
                        .setAddress("gw-test")
                        .setSessionId("s1")
                        .setRe("create"))
                .setCreate(Create.newBuilder().setKind("group").setTitle("Team").addAllMembers(List.of(others)))
                .build();
    }

    public static Command post(String conversationId, String user, String clientId) {
        return Command.newBuilder()
                .setConversationId(conversationId)
                .setUserId(user)
                .setDeviceId("phone")
                .setClientId(clientId)
                .setOrigin(Origin.newBuilder()
                        .setAddress("gw-test")
                        .setSessionId("s1")
                        .setRe(clientId))
                .setPost(Post.newBuilder()
                        .setContent(
                                Content.newBuilder().setText(Text.newBuilder().setBody("text of " + clientId))))
                .build();
    }

    public void send(Command command) {
        sendRaw(command.getConversationId(), command.toByteArray());
    }

    public void sendRaw(String key, byte[] value) {
        producer.send(new ProducerRecord<>(topics.commands(), key, value));
        producer.flush();
    }

    public void sendActivity(Activity activity) {
        producer.send(new ProducerRecord<>(topics.activity(), activity.getConversationId(), activity.toByteArray()));
        producer.flush();
    }

    public Signal awaitSignal(Predicate<Signal> wanted) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            drain();
            return signals.stream().anyMatch(wanted);
        });
        return signals.stream().filter(wanted).findFirst().orElseThrow();
    }

    /// What was signalled of the conversation so far.
    public List<Signal> signals(String conversationId) {
        drain();
        return signals.stream()
                .filter(signal -> signal.getConversationId().equals(conversationId))
                .toList();
    }

    /// Waits until the conversation has this many events and returns them in the order of the log, twins
    /// dropped.
    public List<LogEvent> awaitEvents(String conversationId, int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            drain();
            assertThat(events(conversationId)).hasSizeGreaterThanOrEqualTo(count);
        });
        return events(conversationId);
    }

    /// Without a pause between polls, for measuring.
    public void awaitEventQuickly(String conversationId, String clientId) {
        long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
        while (events.isEmpty() || !isEvent(events.getLast(), conversationId, clientId)) {
            if (System.nanoTime() - giveUpNanos > 0) {
                throw new AssertionError("no event of " + clientId);
            }
            drain();
        }
    }

    private static boolean isEvent(ConsumerRecord<String, byte[]> message, String conversationId, String clientId) {
        LogEvent event = parse(message);
        return event.getEvent().getConversationId().equals(conversationId)
                && event.getEvent().getClientId().equals(clientId);
    }

    public Outcome awaitOutcome(Predicate<Outcome> wanted) {
        return awaitSignal(signal -> wanted.test(signal.getOutcome())).getOutcome();
    }

    public ConsumerRecord<String, byte[]> awaitDeadLetter() {
        await().atMost(PATIENCE).until(() -> {
            drain();
            return !deadLetters.isEmpty();
        });
        return deadLetters.getFirst();
    }

    /// What every reader accepts of the conversation: late twins are left out.
    public List<LogEvent> events(String conversationId) {
        Map<Integer, LogIndexGate> gates = new HashMap<>();
        return events.stream()
                .filter(message -> gates.computeIfAbsent(
                                message.partition(), none -> new LogIndexGate(LogIndexGate.NONE))
                        .accept(parse(message).getLogIndex()))
                .map(LogProbe::parse)
                .filter(event -> event.getEvent().getConversationId().equals(conversationId))
                .toList();
    }

    /// The accepted events have every seq once, in order, and every client id once.
    public void assertDense(String conversationId) {
        drain();
        List<LogEvent> accepted = events(conversationId);
        for (int i = 0; i < accepted.size(); i++) {
            assertThat(accepted.get(i).getEvent().getSeq()).isEqualTo(i + 1L);
        }
        assertThat(accepted.stream()
                        .map(event -> event.getEvent().getSender().getUserId()
                                + event.getEvent().getClientId()))
                .doesNotHaveDuplicates();
    }

    private void drain() {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(20))) {
            if (message.topic().equals(topics.events())) {
                events.add(message);
            } else if (message.topic().equals(topics.signals())) {
                signals.add(parseSignal(message));
            } else {
                deadLetters.add(message);
            }
        }
    }

    private static LogEvent parse(ConsumerRecord<String, byte[]> message) {
        try {
            return LogEvent.parseFrom(message.value());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError("undecodable event", e);
        }
    }

    private static Signal parseSignal(ConsumerRecord<String, byte[]> message) {
        try {
            return Signal.parseFrom(message.value());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError("undecodable signal", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
