package dev.parley.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionEntry;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisGatewayBus;
import dev.parley.bus.redis.RedisHeadStore;
import dev.parley.bus.redis.RedisSessionDirectory;
import dev.parley.bus.redis.RedisSettings;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Event;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The router as it is started, on real Kafka and Redis: records in, bus frames out.
@Timeout(240)
class RouterIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String GATEWAY = "gw-1";

    private final Isolation isolation = Backends.shared().isolate().createTopics();
    private final KafkaSettings kafka = new KafkaSettings(
            isolation.backends().kafkaBootstrap(), isolation.topicPrefix(), isolation.conversationPartitions());
    private final CuttableLink routersRedis =
            new CuttableLink(URI.create(isolation.backends().redisUri()).getPort());
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(kafka.producer("test"));
    private final RedisConnections redis =
            RedisConnections.open(new RedisSettings(isolation.backends().redisUri(), isolation.keyPrefix()));
    private final RedisSessionDirectory directory = new RedisSessionDirectory(redis);
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor();
    private final Heard gateway = new Heard();
    private final List<ConfigurableApplicationContext> routers = new ArrayList<>();

    /// As a gateway does: the lease and the session are renewed for as long as the test takes.
    @BeforeEach
    void aliceIsAtTheGateway() {
        new RedisGatewayBus(redis, GATEWAY).subscribe(GATEWAY, gateway);
        SessionEntry alice = new SessionEntry("alice", "phone", GATEWAY, "s1", 1, false);
        keeper.scheduleAtFixedRate(
                () -> {
                    directory.renewLease(GATEWAY);
                    directory.refresh(List.of(alice));
                },
                0,
                2,
                TimeUnit.SECONDS);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !directory
                        .lookup(List.of("alice"))
                        .toCompletableFuture()
                        .join()
                        .isEmpty());
    }

    @AfterEach
    void end() {
        routers.forEach(ConfigurableApplicationContext::close);
        keeper.shutdownNow();
        producer.close(Duration.ofSeconds(5));
        redis.close();
        routersRedis.close();
    }

    @Test
    void event_reachesTheGatewayOfItsAudience_andTheOriginOfItsCommand_andRaisesTheHead() {
        Heard rest = new Heard();
        new RedisGatewayBus(redis, "rest-1").subscribe("rest-1", rest);
        startRouter();

        append(0, event(1).setOrigin(Origin.newBuilder().setAddress("rest-1").setRe("7")));

        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L)));
        await().atMost(SOON).until(() -> rest.seqs().equals(List.of(1L)));
        assertThat(gateway.deliveries().getFirst().getEvent().getUserIdsList()).containsExactly("alice");
        assertThat(rest.deliveries().getFirst().getEvent().getOrigin().getRe()).isEqualTo("7");
        assertThat(new RedisHeadStore(redis)
                        .read(List.of("g0"))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Map.of("g0", 1L));
    }

    @Test
    void twinsOrphansAndGarbage_areKeptOut_andTheGoodOnesBehindThemGoOn() {
        startRouter();

        append(0, event(1));
        append(0, event(2));
        append(0, event(2));
        append(0, event(9));
        appendRaw(0, "garbage".getBytes(StandardCharsets.UTF_8));
        append(0, event(3));

        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L, 2L, 3L)));
        ConsumerRecord<String, byte[]> letter = onlyDeadLetter();
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("garbage");
        assertThat(new String(letter.headers().lastHeader("offset").value(), StandardCharsets.UTF_8))
                .isEqualTo("4");
    }

    @Test
    void framesAreNumbered_andHeartbeatsRepeatTheLastNumber() {
        startRouter();
        append(0, event(1));

        await().atMost(SOON)
                .until(() -> gateway.frames.stream()
                        .filter(RouterIT::isHeartbeat)
                        .anyMatch(frame -> frame.getNumber() == 1));

        assertThat(gateway.frames.stream().filter(frame -> !isHeartbeat(frame)).map(BusFrame::getNumber))
                .containsExactly(1L);
    }

    @Test
    void outcome_reachesWhoWaitsForIt() {
        startRouter();
        Signal signal = Signal.newBuilder()
                .setConversationId("g0")
                .setOutcome(Outcome.newBuilder()
                        .setOrigin(Origin.newBuilder().setAddress(GATEWAY).setSessionId("s1"))
                        .setClientId("c1"))
                .build();

        producer.send(new ProducerRecord<>(kafka.topics().signals(), "g0", signal.toByteArray()));

        await().atMost(SOON).until(() -> gateway.deliveries().stream().anyMatch(Delivery::hasOutcome));
    }

    /// The router has looked bob up before and knows that he is not connected.
    @Test
    void sessionThatHasRegistered_getsTheNextEvent_andNoMoreOnceItIsGone() {
        Heard second = new Heard();
        new RedisGatewayBus(redis, "gw-2").subscribe("gw-2", second);
        directory.renewLease("gw-2").toCompletableFuture().join();
        SessionEntry bob = new SessionEntry("bob", "phone", "gw-2", "s2", 1, false);
        startRouter();
        append(0, event(1));
        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L)));

        directory.register(bob).toCompletableFuture().join();
        append(0, event(2));
        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L, 2L)));
        await().atMost(SOON).until(() -> second.seqs().equals(List.of(2L)));

        directory.remove(bob).toCompletableFuture().join();
        append(0, event(3));
        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L, 2L, 3L)));
        assertThat(second.seqs()).containsExactly(2L);
    }

    @Test
    void restart_resumes_withoutLossOrTwin() {
        ConfigurableApplicationContext first = startRouter();
        append(0, event(1));
        append(0, event(2));
        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L, 2L)));
        first.close();

        append(0, event(2));
        append(0, event(3));
        startRouter();
        append(0, event(4));

        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L, 2L, 3L, 4L)));
    }

    @Test
    void redisAwayForSeconds_losesNothing_andKeepsTheOrder() {
        startRouter();
        append(0, event(1));
        await().atMost(SOON).until(() -> gateway.seqs().equals(List.of(1L)));

        routersRedis.cut();
        for (long index = 1; index <= 50; index++) {
            for (int partition = 1; partition <= 3; partition++) {
                append(partition, event(index));
            }
        }
        await().pollDelay(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> gateway.seqs().size() == 1);
        routersRedis.mend();

        for (String conversation : List.of("g1", "g2", "g3")) {
            await().atMost(SOON).until(() -> gateway.distinctSeqs(conversation).size() == 50);
            assertThat(gateway.distinctSeqs(conversation))
                    .isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
        }
    }

    private ConfigurableApplicationContext startRouter() {
        Map<String, String> settings = new HashMap<>(isolation.settings());
        settings.put("parley.redis.uri", "redis://127.0.0.1:" + routersRedis.port());
        settings.put("server.port", "0");
        List<String> arguments = new ArrayList<>();
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        ConfigurableApplicationContext router =
                new SpringApplicationBuilder(RouterApplication.class).run(arguments.toArray(String[]::new));
        routers.add(router);
        return router;
    }

    private void append(int partition, LogEvent.Builder event) {
        event.getEventBuilder().setConversationId("g" + partition);
        appendRaw(partition, event.build().toByteArray());
    }

    private void appendRaw(int partition, byte[] value) {
        producer.send(new ProducerRecord<>(kafka.topics().events(), partition, "g" + partition, value));
    }

    private static LogEvent.Builder event(long index) {
        return LogEvent.newBuilder()
                .setLogIndex(index)
                .addAudience("alice")
                .addAudience("bob")
                .setEvent(Event.newBuilder().setSeq(index));
    }

    private static boolean isHeartbeat(BusFrame frame) {
        return frame.getDeliveriesCount() == 0;
    }

    private ConsumerRecord<String, byte[]> onlyDeadLetter() {
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.consumer("letters", "letters"))) {
            consumer.subscribe(List.of(kafka.topics().deadLetters()));
            await().atMost(SOON).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                return !letters.isEmpty();
            });
        }
        assertThat(letters).hasSize(1);
        return letters.getFirst();
    }

    private static final class Heard implements GatewayBus.Listener {

        private final List<BusFrame> frames = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onFrame(BusFrame frame) {
            frames.add(frame);
        }

        @Override
        public void onLinkRestored() {}

        List<Delivery> deliveries() {
            return List.copyOf(frames).stream()
                    .flatMap(frame -> frame.getDeliveriesList().stream())
                    .toList();
        }

        List<Long> seqs() {
            return deliveries().stream()
                    .filter(Delivery::hasEvent)
                    .map(delivery -> delivery.getEvent().getEvent().getSeq())
                    .toList();
        }

        List<Long> distinctSeqs(String conversation) {
            return deliveries().stream()
                    .map(delivery -> delivery.getEvent().getEvent())
                    .filter(event -> event.getConversationId().equals(conversation))
                    .map(Event::getSeq)
                    .distinct()
                    .toList();
        }
    }
}
