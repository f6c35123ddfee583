package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that ask for pages and do not read them: what the gateway holds for them is bounded, per socket and in all.
@Timeout(120)
final class SlowSyncIT {

    private static final String CONVERSATION = "d_1";
    private static final int EVENTS = 8;
    private static final Page PAGE = page();

    private final AtomicInteger fetched = new AtomicInteger();

    @Test
    void clientThatAsksForPagesAndDoesNotRead_costsOnePage_andIsClosedWith4002() throws Exception {
        try (TestGateway gateway = gateway(Map.of("parley.gateway.max-queued-frames", "64"));
                RawSocket slow = silent(gateway, "slow")) {
            askUntilGone(gateway, slow, "slow");
            int fetchedAtTheEnd = fetched.get();

            slow.reading();
            int pages = 0;
            RawSocket.Message message = next(slow);
            while (message.opcode() != RawSocket.CLOSE) {
                Frame frame = RawSocket.decode(message);
                if (frame.hasPage()) {
                    assertThat(frame.getPage().getEventsCount()).as("whole").isEqualTo(EVENTS);
                    pages++;
                }
                message = next(slow);
            }

            assertThat(message.payload()).startsWith((byte) (4002 >> 8), (byte) 4002);
            assertThat(fetchedAtTheEnd)
                    .as("no page is fetched before the last is on its way")
                    .isEqualTo(pages);
        }
    }

    @Test
    void clientsThatDoNotRead_giveUpTheirPlacesToOthers() throws Exception {
        try (TestGateway gateway =
                        gateway(Map.of("parley.gateway.max-pages", "1", "parley.gateway.page-patience", "2s"));
                RawSocket slow = silent(gateway, "slow");
                RawSocket quick = gateway.session("quick", "phone")) {
            askUntilStuck(slow);

            quick.send(sync("q"));
            assertThat(quick.isQuiet(Duration.ofMillis(500)))
                    .as("the only place is taken")
                    .isTrue();

            assertThat(quick.frame().getPage().getEventsCount()).isEqualTo(EVENTS);
            await().atMost(Duration.ofSeconds(5)).until(() -> isGone(gateway, "slow"));
            quick.send(sync("q2"));
            assertThat(quick.frame().getRe()).isEqualTo("q2");
        }
    }

    private TestGateway gateway(Map<String, Object> settings) throws Exception {
        TestGateway gateway = new TestGateway(isolation -> settings);
        gateway.syncs = sync -> {
            fetched.incrementAndGet();
            return PAGE;
        };
        return gateway;
    }

    /// Welcomed, and nobody reads.
    private static RawSocket silent(TestGateway gateway, String user) throws Exception {
        RawSocket socket = new RawSocket(gateway.port(), "/v1/connect", Map.of());
        socket.send("{\"hello\":{\"token\":\"" + gateway.token(user) + "\",\"deviceId\":\"phone\"}}");
        await().atMost(Duration.ofSeconds(5)).until(() -> !isGone(gateway, user));
        return socket;
    }

    private static void askUntilGone(TestGateway gateway, RawSocket socket, String user) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    socket.send(sync("s"));
                    return isGone(gateway, user);
                });
    }

    /// Fills the socket's buffers; then one page is held for it.
    private void askUntilStuck(RawSocket socket) {
        int[] last = {0, 0};
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    socket.send(sync("s"));
                    last[1] = fetched.get() > last[0] ? 0 : last[1] + 1;
                    last[0] = fetched.get();
                    return last[1] == 20;
                });
    }

    private static boolean isGone(TestGateway gateway, String user) {
        return !gateway.directory()
                .lookup(List.of(user))
                .toCompletableFuture()
                .join()
                .containsKey(user);
    }

    private static RawSocket.Message next(RawSocket socket) throws InterruptedException {
        RawSocket.Message message = socket.next(Duration.ofSeconds(10));
        assertThat(message).isNotNull();
        return message;
    }

    private static String sync(String id) {
        return "{\"id\":\"" + id + "\",\"sync\":{\"positions\":{\"" + CONVERSATION + "\":\"1\"}}}";
    }

    private static Page page() {
        Page.Builder page = Page.newBuilder();
        for (int seq = 1; seq <= EVENTS; seq++) {
            page.addEvents(Event.newBuilder()
                    .setConversationId(CONVERSATION)
                    .setSeq(seq)
                    .setMessage(Message.newBuilder()
                            .setContent(Content.newBuilder()
                                    .setText(Text.newBuilder().setBody("x".repeat(31_000))))));
        }
        return page.build();
    }
}
