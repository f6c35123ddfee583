package dev.parley.chat.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
import dev.parley.bus.limits.Limits;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.limits.Verdict;
import dev.parley.chat.ChatInstance;
import dev.parley.chat.conversations.TokenIssuer;
import dev.parley.contract.CloseCode;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Displaced;
import dev.parley.proto.log.SessionChange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The list of devices on a real Kafka, Cassandra and Redis. The test plays two gateways: tells of sessions, and hears
/// which of them are to close.
@Timeout(240)
final class DevicesIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Isolation isolation;
    private static TokenIssuer tokens;
    private static ChatInstance chat;
    private static KafkaProducer<String, byte[]> gateways;
    private static final List<Displaced> toClose = new CopyOnWriteArrayList<>();
    private static final List<GatewayBus.Subscription> subscriptions = new ArrayList<>();

    private final String alice = "alice-" + UUID.randomUUID();

    private record Answer(int status, JsonNode body, HttpResponse<String> response) {}

    @BeforeAll
    static void start() throws Exception {
        isolation = Backends.shared().isolate().createTopics();
        tokens = new TokenIssuer();
        chat = ChatInstance.start(isolation, tokens.settings());
        gateways = new KafkaProducer<>(new KafkaSettings(
                        isolation.backends().kafkaBootstrap(),
                        isolation.topicPrefix(),
                        isolation.conversationPartitions())
                .producer("gateways-by-hand"));
        for (String gateway : List.of("gw-1", "gw-2")) {
            subscriptions.add(chat.bean(GatewayBus.class).subscribe(gateway, new GatewayBus.Listener() {
                @Override
                public void onFrame(BusFrame frame) {
                    frame.getDeliveriesList().stream()
                            .filter(Delivery::hasDisplaced)
                            .map(Delivery::getDisplaced)
                            .forEach(toClose::add);
                }

                @Override
                public void onLinkRestored() {}
            }));
        }
    }

    @AfterAll
    static void stop() {
        subscriptions.forEach(GatewayBus.Subscription::close);
        gateways.close();
        chat.close();
        tokens.close();
    }

    @Test
    void devices_areListed_renamed_andRevoked() {
        tell(opened("phone", "s1", "gw-1").setPlatform("ios").setName("iPhone").build());
        awaitDevices("phone");
        tell(opened("tablet", "s2", "gw-2").build());
        awaitDevices("tablet", "phone");

        Answer list = call("GET", "/v1/devices", "", "Parley-Device", "phone");
        JsonNode phone = list.body().path("items").path(1);
        assertThat(phone.path("deviceId").asString("")).isEqualTo("phone");
        assertThat(phone.path("name").asString("")).isEqualTo("iPhone");
        assertThat(phone.path("platform").asString("")).isEqualTo("ios");
        assertThat(phone.path("registeredAt").asString("")).endsWith("Z");
        assertThat(phone.path("lastUsedAt").asString("")).endsWith("Z");
        assertThat(phone.path("current").asBoolean(false)).isTrue();
        assertThat(list.body().path("items").path(0).path("current").asBoolean(true))
                .isFalse();

        Answer renamed = call("PATCH", "/v1/devices/phone", "{\"name\":\"Old phone\"}");
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.body().path("name").asString("")).isEqualTo("Old phone");
        await().atMost(Duration.ofSeconds(2))
                .until(() -> call("GET", "/v1/devices", "").response().body().contains("Old phone"));

        assertThat(call("DELETE", "/v1/devices/phone", "").status()).isEqualTo(204);
        awaitDevices("tablet");
        assertThat(call("DELETE", "/v1/devices/phone", "").status()).isEqualTo(404);
        assertThat(call("PATCH", "/v1/devices/phone", "{\"name\":\"x\"}").status())
                .isEqualTo(404);

        tell(opened("phone", "s3", "gw-1").setName("iPhone").build());
        awaitDevices("phone", "tablet");
        assertThat(call("GET", "/v1/devices", "").response().body()).doesNotContain("Old phone");
    }

    @Test
    void badNames_areToldSo() {
        for (String body :
                List.of("{}", "{\"name\":\" \"}", "{\"name\":\"" + "é".repeat(33) + "\"}", "{\"name\":5}", "no")) {
            assertThat(call("PATCH", "/v1/devices/phone", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void aRevokedDevice_isToldToItsGateway_untilItIsGone_andOnlyThatSession() {
        tell(opened("phone", "s1", "gw-1").build());
        awaitDevices("phone");
        // What the gateway of the list does not know: it came back elsewhere a moment ago.
        SessionEntry newer = new SessionEntry(alice, "phone", "gw-2", "s1b", 1, false);
        register(newer);

        assertThat(call("DELETE", "/v1/devices/phone", "").status()).isEqualTo(204);

        await().atMost(Duration.ofSeconds(5)).until(() -> told("s1b") >= 3 && told("s1") >= 1);
        chat.bean(SessionDirectory.class).remove(newer).toCompletableFuture().join();
        AtomicLong last = new AtomicLong();
        await("nothing is said any more")
                .pollInterval(Duration.ofMillis(800))
                .atMost(Duration.ofSeconds(6))
                .until(() -> last.getAndSet(told("s1b")) == told("s1b"));
        assertThat(toClose.stream().filter(displaced -> displaced.getUserId().equals(alice)))
                .allSatisfy(displaced -> {
                    assertThat(displaced.getCloseCode()).isEqualTo(CloseCode.DEVICE_REVOKED.code());
                    assertThat(displaced.getDeviceId()).isEqualTo("phone");
                });
    }

    @Test
    void theEleventhDevice_makesTheLeastRecentlyUsedGiveWay() {
        for (int i = 0; i < 10; i++) {
            tell(opened("d" + i, "s" + i + alice, i % 2 == 0 ? "gw-1" : "gw-2").build());
        }
        // Not used for longest, but connected.
        register(new SessionEntry(alice, "d0", "gw-1", "s0" + alice, 1, false));
        tell(opened("d10", "s10" + alice, "gw-2").build());

        await().atMost(Duration.ofSeconds(10)).until(() -> told("s1" + alice) > 0);
        // The socket is told before the list is written.
        await().untilAsserted(
                        () -> assertThat(ids()).hasSize(10).doesNotContain("d1").contains("d0", "d10"));

        tell(opened("d1", "again" + alice, "gw-2").build());
        await().atMost(Duration.ofSeconds(10)).until(() -> told("s2" + alice) > 0);
        await().untilAsserted(
                        () -> assertThat(ids()).hasSize(10).doesNotContain("d2").contains("d0", "d1"));
        assertThat(told("again" + alice)).isZero();
    }

    @Test
    void overALimit_aCallIsToldHowLongToWait() {
        RateLimiter limiter = chat.bean(RateLimiter.class);
        Answer before = call("DELETE", "/v1/devices/unknown", "");
        assertThat(before.response().headers().firstValue("RateLimit"))
                .hasValueSatisfying(header -> assertThat(header).startsWith("\"change-devices\";r=59;t="));
        assertThat(before.response().headers().firstValue("RateLimit-Policy"))
                .contains("\"change-devices\";q=60;w=180");
        await().until(() -> limiter.take(Limits.CHANGE_DEVICES.allowance(), alice, 1)
                        .toCompletableFuture()
                        .join()
                instanceof Verdict.Over);

        Answer over = call("DELETE", "/v1/devices/unknown", "");

        assertThat(over.status()).isEqualTo(429);
        assertThat(over.body().path("code").asString("")).isEqualTo("RATE_LIMITED");
        assertThat(Integer.parseInt(
                        over.response().headers().firstValue("Retry-After").orElse("0")))
                .isBetween(1, 3);
        assertThat(over.response().headers().firstValue("RateLimit"))
                .hasValueSatisfying(header -> assertThat(header).contains("r=0"));
        assertThat(call("GET", "/v1/devices", "").status()).isEqualTo(200);
    }

    private long told(String sessionId) {
        return toClose.stream()
                .filter(displaced -> displaced.getSessionId().equals(sessionId))
                .filter(displaced -> displaced.getUserId().equals(alice))
                .count();
    }

    private static void register(SessionEntry entry) {
        SessionDirectory directory = chat.bean(SessionDirectory.class);
        directory.renewLease(entry.gatewayId()).toCompletableFuture().join();
        directory.register(entry).toCompletableFuture().join();
    }

    private void awaitDevices(String... expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(ids()).containsExactly(expected));
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        call("GET", "/v1/devices", "")
                .body()
                .path("items")
                .forEach(item -> ids.add(item.path("deviceId").asString("")));
        return ids;
    }

    private SessionChange.Builder opened(String device, String session, String gateway) {
        return SessionChange.newBuilder()
                .setKind(SessionChange.Kind.OPENED)
                .setUserId(alice)
                .setDeviceId(device)
                .setSessionId(session)
                .setGatewayId(gateway);
    }

    private static void tell(SessionChange change) {
        gateways.send(new ProducerRecord<>(isolation.topics().presence(), change.getUserId(), change.toByteArray()));
        gateways.flush();
    }

    private Answer call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + chat.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + tokens.token(alice))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String text = response.body().isEmpty() ? "{}" : response.body();
            return new Answer(response.statusCode(), JSON.readTree(text), response);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
