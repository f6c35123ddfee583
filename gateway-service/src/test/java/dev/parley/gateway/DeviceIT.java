package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.bus.limits.Limits;
import dev.parley.bus.limits.RateLimiter;
import dev.parley.bus.limits.Verdict;
import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.SessionChange;
import dev.parley.proto.v1.Frame;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a gateway tells of its sessions, and what all gateways together allow.
@Timeout(60)
final class DeviceIT {

    private static TestGateway gateway;

    private final String alice = "alice-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.shared();
    }

    @Test
    void openingBackgroundAndClosing_areTold_inOrder() throws Exception {
        String sessionId;
        try (RawSocket phone = gateway.open()) {
            phone.send("{\"hello\":{\"token\":\"" + gateway.token(alice)
                    + "\",\"deviceId\":\"phone\",\"platform\":\"ios\",\"name\":\"Alice's phone\"}}");
            sessionId = phone.frame().getWelcome().getSessionId();
            phone.send("{\"background\":{\"on\":true}}");
            phone.send("{\"background\":{\"on\":true}}");
            phone.send("{\"background\":{\"on\":false}}");
            phone.send("{\"id\":\"p\",\"ping\":{}}");
            phone.frame();
        }

        SessionChange opened = gateway.news(alice);
        assertThat(opened.getKind()).isEqualTo(SessionChange.Kind.OPENED);
        assertThat(opened.getSessionId()).isEqualTo(sessionId);
        assertThat(opened.getDeviceId()).isEqualTo("phone");
        assertThat(opened.getGatewayId()).isEqualTo(TestGateway.ID);
        assertThat(opened.getPlatform()).isEqualTo("ios");
        assertThat(opened.getName()).isEqualTo("Alice's phone");
        assertThat(gateway.news(alice).getKind()).isEqualTo(SessionChange.Kind.BACKGROUND);
        assertThat(gateway.news(alice).getKind()).isEqualTo(SessionChange.Kind.FOREGROUND);
        SessionChange closed = gateway.news(alice);
        assertThat(closed.getKind()).isEqualTo(SessionChange.Kind.CLOSED);
        assertThat(closed.getSessionId()).isEqualTo(sessionId);
    }

    @Test
    void aNameTooLong_isToldSo_andAnotherHelloMayFollow() throws Exception {
        try (RawSocket phone = gateway.open()) {
            String hello =
                    "{\"hello\":{\"token\":\"" + gateway.token(alice) + "\",\"deviceId\":\"phone\",\"name\":\"%s\"}}";
            phone.send(hello.formatted("é".repeat(33)));
            assertThat(phone.frame().getError().getCode()).isEqualTo(ErrorCode.INVALID.name());

            phone.send(hello.formatted("é".repeat(32)));
            assertThat(phone.frame().hasWelcome()).isTrue();
        }
    }

    @Test
    void aGroupOverItsLimit_isHeldUp_thenRefusedWithTheTimeToWait() throws Exception {
        String group = "g_" + UUID.randomUUID();
        RateLimiter limiter = gateway.limiter();
        AtomicBoolean done = new AtomicBoolean();
        // The other gateways, whose members take what there is.
        Thread others = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                for (int i = 0; i < 50; i++) {
                    limiter.take(Limits.GROUP_SEND.allowance(), group, 10)
                            .toCompletableFuture()
                            .join();
                }
            }
        });
        try (RawSocket phone = gateway.session(alice, "phone")) {
            await().until(() -> limiter.take(Limits.GROUP_SEND.allowance(), group, 20)
                            .toCompletableFuture()
                            .join()
                    instanceof Verdict.Over);
            long began = System.nanoTime();
            for (int i = 0; i < 30; i++) {
                phone.send("{\"id\":\"" + i + "\",\"send\":{\"conversationId\":\"" + group + "\",\"clientId\":\"c" + i
                        + "\",\"content\":{\"text\":{\"body\":\"hi\"}}}}");
            }

            Frame refused = phone.frame();
            assertThat(refused.getRefused().getCode()).isEqualTo(ErrorCode.RATE_LIMITED.name());
            assertThat(refused.getRefused().getRetryAfterMillis()).isPositive();
            assertThat(System.nanoTime() - began).as("held up first").isGreaterThan(1_900_000_000L);
        } finally {
            done.set(true);
            others.join();
        }
    }
}
