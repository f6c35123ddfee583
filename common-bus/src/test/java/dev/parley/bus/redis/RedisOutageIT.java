package dev.parley.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.CachedSessionDirectory;
import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionEntry;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What callers see while Redis is away, and after it came back empty.
@Timeout(60)
class RedisOutageIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final SessionEntry PHONE = new SessionEntry("alice", "phone", "gw", "s1", 1, false);

    private final OwnRedis redis = OwnRedis.single();
    private final RedisSettings settings = new RedisSettings("redis://127.0.0.1:" + redis.port(), "");
    private final RedisConnections connections = RedisConnections.open(settings);
    private final RedisSessionDirectory directory = new RedisSessionDirectory(connections);
    private final RedisGatewayBus bus = new RedisGatewayBus(connections, "router");
    private final Recorder recorder = new Recorder();

    @AfterEach
    void end() {
        connections.close();
        redis.close();
    }

    @Test
    void commandsFailFast_whileRedisIsAway_andWorkOnceItIsBack_empty() {
        get(directory.register(PHONE));
        redis.kill();

        Instant start = Instant.now();
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> get(directory.lookup(List.of("alice")))).isNotNull();
        }
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(3));

        redis.start();
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> get(directory.renewLease("gw")));
        assertThat(get(directory.lookup(List.of("alice")))).isEmpty();
        get(directory.refresh(List.of(PHONE)));
        assertThat(get(directory.lookup(List.of("alice")))).containsOnlyKeys("alice");
    }

    @Test
    void whatWasRemembered_isForgotten_ifRedisComesBackEmpty_alsoIfNobodyLookedMeanwhile() {
        CachedSessionDirectory cached = new CachedSessionDirectory(directory, (known, read) -> {});
        get(directory.register(PHONE));
        assertThat(get(cached.sessions(List.of("alice")))).containsOnlyKeys("alice");

        redis.kill();
        redis.start();
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> get(directory.renewLease("gw")));
        assertThat(get(cached.sessions(List.of("alice")))).isEmpty();
        get(directory.refresh(List.of(PHONE)));

        assertThat(get(cached.sessions(List.of("alice")))).containsOnlyKeys("alice");
    }

    @Test
    void subscription_comesBackAndSaysSo_andTheNumbersGoOn() {
        try (var ignored = bus.subscribe("gw", recorder)) {
            get(bus.publish("gw", some()));
            await().atMost(SOON).until(() -> recorder.frames.size() == 1);
            redis.kill();
            assertThatThrownBy(() -> get(bus.publish("gw", some()))).isNotNull();

            redis.start();

            await().atMost(SOON).until(() -> recorder.restored.get() == 1);
            await().atMost(SOON).ignoreExceptions().until(() -> get(bus.publish("gw", some())) == 1);
            await().atMost(SOON).until(() -> recorder.frames.size() >= 2);
            assertThat(recorder.frames.getLast().getNumber()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void everything_startsWithoutRedis_andBeginsOnceItIsThere() {
        redis.kill();
        try (RedisConnections early = RedisConnections.open(settings)) {
            RedisSessionDirectory earlyDirectory = new RedisSessionDirectory(early);
            assertThatThrownBy(() -> get(earlyDirectory.renewLease("gw"))).isNotNull();
            try (var ignored = new RedisGatewayBus(early, "early").subscribe("gw", recorder)) {
                redis.start();

                await().atMost(SOON).until(() -> recorder.restored.get() == 1);
                await().atMost(SOON).ignoreExceptions().untilAsserted(() -> get(earlyDirectory.renewLease("gw")));
                assertThat(get(earlyDirectory.liveAddresses())).containsExactly("gw");
            }
        }
    }

    private static List<Delivery> some() {
        return List.of(Delivery.getDefaultInstance());
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static final class Recorder implements GatewayBus.Listener {

        private final List<BusFrame> frames = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger restored = new AtomicInteger();

        @Override
        public void onFrame(BusFrame frame) {
            frames.add(frame);
        }

        @Override
        public void onLinkRestored() {
            restored.incrementAndGet();
        }
    }
}
