package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.v1.Frame;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class DrainIT {

    @Test
    void aGatewayThatEnds_asksItsClientsToReconnect_thenClosesWith4000_andWritesWhatItTook() throws Exception {
        try (TestGateway gateway = new TestGateway();
                RawSocket phone = gateway.session("alice", "phone")) {
            phone.send("{\"id\":\"1\",\"send\":{\"conversationId\":\"d_1\",\"clientId\":\"c\","
                    + "\"content\":{\"text\":{\"body\":\"last words\"}}}}");
            CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway::drain);

            Frame reconnect = phone.frame();
            assertThat(reconnect.hasReconnect()).isTrue();
            assertThat(phone.closeCode()).isEqualTo(4000);
            drained.join();
            assertThat(gateway.command().getClientId()).isEqualTo("c");
        }
    }
}
