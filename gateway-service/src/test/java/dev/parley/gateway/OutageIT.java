package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.Backends;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Page;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
final class OutageIT {

    private static final String SEND = "{\"id\":\"%s\",\"send\":{\"conversationId\":\"d_1\",\"clientId\":\"%s\","
            + "\"content\":{\"text\":{\"body\":\"x\"}}}}";

    @Test
    void whileRedisIsAway_sendsAreUnavailable_andEverythingIsBackAfterwards() throws Exception {
        int redis = URI.create(Backends.shared().redisUri()).getPort();
        try (CuttableLink link = new CuttableLink(redis);
                TestGateway gateway =
                        new TestGateway(isolation -> Map.of("parley.redis.uri", "redis://127.0.0.1:" + link.port()));
                RawSocket phone = gateway.session("alice", "phone")) {
            phone.send(SEND.formatted("1", "c1"));
            assertThat(gateway.command().getClientId()).isEqualTo("c1");

            link.cut();
            gateway.heads = query -> Page.newBuilder().putHeads("d_1", 4).build();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
                phone.send(SEND.formatted("2", "c2"));
                Frame answer = phone.next(Duration.ofMillis(3_000)) instanceof RawSocket.Message message
                        ? RawSocket.decode(message)
                        : Frame.getDefaultInstance();
                return answer.getRefused().getCode().equals("UNAVAILABLE")
                        && answer.getRefused().getRetryAfterMillis() > 0;
            });
            try (RawSocket late = gateway.session("bob", "phone")) {
                late.send("{\"id\":\"p\",\"ping\":{}}");
                assertThat(late.frame().hasPong()).as("a hello needs no Redis").isTrue();
            }

            link.mend();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.directory()
                            .lookup(List.of("alice"))
                            .toCompletableFuture()
                            .join()
                            .containsKey("alice"));
            Frame page = phone.frame();
            while (!page.hasPage()) {
                page = phone.frame();
            }
            assertThat(page.getPage().getHeadsMap()).as("told unasked").containsEntry("d_1", 4L);
            Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(() -> {
                phone.send(SEND.formatted("3", "c3"));
                String clientId = gateway.command(Duration.ofMillis(500)).getClientId();
                while (!clientId.equals("c3")) {
                    clientId = gateway.command(Duration.ofMillis(500)).getClientId();
                }
            });
        }
    }

    @Test
    void aFullGateway_closesWith1013BeforeHello() throws Exception {
        try (TestGateway gateway = new TestGateway(isolation -> Map.of("parley.gateway.max-sessions", "1"));
                RawSocket first = gateway.session("alice", "phone")) {
            try (RawSocket second = gateway.open()) {
                assertThat(second.closeCode()).isEqualTo(1013);
            }
            first.send("{\"id\":\"p\",\"ping\":{}}");
            assertThat(first.frame().hasPong()).isTrue();
        }
    }
}
