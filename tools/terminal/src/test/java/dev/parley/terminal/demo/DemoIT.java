package dev.parley.terminal.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.FakeGateways;
import dev.parley.client.FakeGateways.Faults;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The demo over real sockets: it passes when nothing is lost and fails when something is.
@Timeout(120)
final class DemoIT {

    private final FakeGateways gateways = new FakeGateways(2);
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @AfterEach
    void end() {
        gateways.close();
    }

    @Test
    void demo_passes_overGatewaysThatCutAndRepeat() throws Exception {
        gateways.faults = new Faults(61, 0, 7, 0);

        boolean passed = run(600);

        assertThat(told.toString(StandardCharsets.UTF_8)).contains("PASS: 600 messages", "Harbour festival", "p99.9");
        assertThat(passed).isTrue();
    }

    @Test
    void demo_fails_whenHistoryHoldsAnotherMessageThanTheDevices() throws Exception {
        gateways.forgeHistory = event -> event.getSeq() == 5
                ? event.toBuilder().setMessageId(event.getMessageId() + 1).build()
                : event;

        boolean passed = run(60);

        assertThat(passed).isFalse();
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("FAIL", "item 5");
    }

    private boolean run(int lines) throws InterruptedException {
        var settings =
                new DemoRun.Settings(gateways.edge(), List.of(gateways.url(0), gateways.url(1)), "it", lines, 400);
        try (DemoRun demo = new DemoRun(settings, null, new PrintStream(told, true, StandardCharsets.UTF_8))) {
            return demo.run();
        }
    }
}
