package dev.parley.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.bus.HeadStore;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisGatewayBus;
import dev.parley.bus.redis.RedisHeadStore;
import dev.parley.bus.redis.RedisRateLimiter;
import dev.parley.bus.redis.RedisSessionDirectory;
import dev.parley.bus.redis.RedisSettings;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.CountsAnswer;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.SessionChange;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/// A real gateway on real Redis and Kafka. The test plays everybody else by hand: the issuer, history, the sequencer
/// that reads commands and the router that publishes on the bus.
final class TestGateway implements AutoCloseable {

    static final String ISSUER = "http://issuer.test";
    static final String ID = "gateway-under-test";

    /// Reactor Netty's event loops are one for the whole process by default, and the first application that is closed
    /// ends them for all.
    private static void withOwnLoops(ConfigurableApplicationContext context) {
        if (context instanceof GenericApplicationContext beans) {
            beans.registerBean(ReactorResourceFactory.class, () -> {
                ReactorResourceFactory loops = new ReactorResourceFactory();
                loops.setUseGlobalResources(false);
                return loops;
            });
        }
    }

    private static @Nullable TestGateway shared;

    private final RSAKey key;
    private final HttpServer http;
    private final Isolation isolation = Backends.shared().isolate().createTopics();
    private final RedisConnections redis =
            RedisConnections.open(new RedisSettings(isolation.backends().redisUri(), isolation.keyPrefix()));
    private final RedisClient raw = RedisClient.create(isolation.backends().redisUri());
    private final ReactiveWebServerApplicationContext context;
    private final BlockingQueue<ConsumerRecord<String, byte[]>> records = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    final RedisGatewayBus router = new RedisGatewayBus(redis, "router-by-hand");
    volatile Function<String, Page> heads = query -> Page.getDefaultInstance();
    volatile Function<Sync, CountsAnswer> counts = ids -> CountsAnswer.getDefaultInstance();
    volatile Function<Sync, Page> syncs = sync -> Page.getDefaultInstance();
    volatile boolean historyUp = true;

    TestGateway() throws IOException, JOSEException {
        this(isolation -> Map.of());
    }

    /// @param overrides settings in place of the usual ones
    TestGateway(Function<Isolation, Map<String, Object>> overrides) throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext(
                "/jwks",
                exchange -> answer(
                        exchange,
                        "application/json",
                        new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8)));
        http.createContext(
                "/internal/v1/heads",
                exchange -> answer(
                        exchange,
                        "application/x-protobuf",
                        heads.apply(exchange.getRequestURI().getQuery()).toByteArray()));
        http.createContext(
                "/internal/v1/counts",
                exchange -> answer(
                        exchange,
                        "application/x-protobuf",
                        counts.apply(Sync.parseFrom(exchange.getRequestBody())).toByteArray()));
        http.createContext(
                "/internal/v1/sync",
                exchange -> answer(
                        exchange,
                        "application/x-protobuf",
                        syncs.apply(Sync.parseFrom(exchange.getRequestBody())).toByteArray()));
        http.start();
        String base = "http://127.0.0.1:" + http.getAddress().getPort();
        SpringApplicationBuilder application =
                new SpringApplicationBuilder(GatewayApplication.class).initializers(TestGateway::withOwnLoops);
        application.properties(Map.of(
                "server.port",
                "0",
                "server.address",
                "127.0.0.1",
                "parley.instance-id",
                ID,
                "parley.auth.jwk-set-uri",
                base + "/jwks",
                "parley.auth.issuer",
                ISSUER,
                "parley.gateway.history-urls",
                base,
                "parley.gateway.drain",
                "1s"));
        application.properties(Map.copyOf(isolation.settings()));
        application.properties(overrides.apply(isolation));
        context = (ReactiveWebServerApplicationContext)
                application.run("--server.port=0", "--parley.allowed-origins=https://chat.example");
        Thread.ofPlatform().daemon().start(this::read);
        // As a router does; without it the gateway would take the silence for a loss and repair.
        Thread.ofVirtual().start(() -> {
            while (!closed) {
                router.heartbeat(ID);
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofSeconds(1).toNanos());
            }
        });
    }

    /// One for all tests of this module that do not end it.
    static synchronized TestGateway shared() throws IOException, JOSEException {
        if (shared == null) {
            shared = new TestGateway();
        }
        return shared;
    }

    int port() {
        return java.util.Objects.requireNonNull(context.getWebServer()).getPort();
    }

    String token(String user) {
        return token(user, Instant.now().plusSeconds(600));
    }

    String token(String user, Instant expiresAt) {
        return sign(
                new JWTClaimsSet.Builder()
                        .subject(user)
                        .issuer(ISSUER)
                        .audience("parley")
                        .expirationTime(Date.from(expiresAt))
                        .build(),
                key);
    }

    static String sign(JWTClaimsSet claims, RSAKey key) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    RSAKey key() {
        return key;
    }

    RawSocket open() throws IOException {
        return open("/v1/connect", Map.of());
    }

    RawSocket open(String path, Map<String, String> headers) throws IOException {
        RawSocket socket = new RawSocket(port(), path, headers);
        if (socket.answer().status() != 101) {
            throw new AssertionError("no upgrade: " + socket.answer());
        }
        return socket.reading();
    }

    /// A socket after its welcome.
    RawSocket session(String user, String device) throws IOException, InterruptedException {
        RawSocket socket = open();
        socket.send("{\"id\":\"h\",\"hello\":{\"token\":\"" + token(user) + "\",\"deviceId\":\"" + device + "\"}}");
        Frame welcome = socket.frame();
        if (!welcome.hasWelcome()) {
            throw new AssertionError("no welcome: " + welcome);
        }
        return socket;
    }

    void publish(Delivery delivery) {
        router.publish(ID, List.of(delivery)).toCompletableFuture().join();
    }

    /// A frame with any publisher and number.
    void publishRaw(BusFrame frame) {
        raw.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                .sync()
                .publish(isolation.redisKeys().busChannel(ID), frame.toByteArray());
    }

    HeadStore headStore() {
        return new RedisHeadStore(redis);
    }

    SessionDirectory directory() {
        return new RedisSessionDirectory(redis);
    }

    Command command() throws InterruptedException {
        return command(Duration.ofSeconds(10));
    }

    Command command(Duration patience) throws InterruptedException {
        ConsumerRecord<String, byte[]> record = record(isolation.topics().commands(), patience);
        try {
            Command command = Command.parseFrom(record.value());
            if (!record.key().equals(command.getConversationId())) {
                throw new AssertionError("key " + record.key());
            }
            return command;
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /// The next that is told of a session of this user.
    SessionChange news(String user) throws InterruptedException {
        while (true) {
            ConsumerRecord<String, byte[]> record = record(isolation.topics().presence(), Duration.ofSeconds(10));
            if (record.key().equals(user)) {
                try {
                    return SessionChange.parseFrom(record.value());
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    RateLimiter limiter() {
        return new RedisRateLimiter(redis);
    }

    Activity activity() throws InterruptedException {
        try {
            return Activity.parseFrom(record(isolation.topics().activity(), Duration.ofSeconds(10))
                    .value());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    void drain() {
        context.close();
    }

    @Override
    public void close() {
        closed = true;
        context.close();
        http.stop(0);
        redis.close();
        raw.shutdown();
    }

    private ConsumerRecord<String, byte[]> record(String topic, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            ConsumerRecord<String, byte[]> record =
                    records.poll(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (record == null) {
                throw new AssertionError("no record in " + topic + " within " + patience);
            }
            if (record.topic().equals(topic)) {
                return record;
            }
        }
    }

    private void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        if (!historyUp && !type.equals("application/json")) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private void read() {
        KafkaSettings settings = new KafkaSettings(
                isolation.backends().kafkaBootstrap(), isolation.topicPrefix(), isolation.conversationPartitions());
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings.consumerWithoutGroup("by-hand"))) {
            List<TopicPartition> partitions = java.util.stream.Stream.of(
                            isolation.topics().commands(),
                            isolation.topics().activity(),
                            isolation.topics().presence())
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
    }
}
