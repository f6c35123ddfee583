package dev.parley.gateway.resume;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.parley.proto.v1.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;

final class HistoryClientTest {

    private static final Page PAGE = Page.newBuilder().putHeads("d_1", 7).build();

    private final Instance first = new Instance();
    private final Instance second = new Instance();
    private final WebClient http = WebClient.create();
    private final HistoryClient client = new HistoryClient(http, List.of(first.uri(), second.uri()));

    /// The first request of a process loads the HTTP client, which on a busy machine takes longer than an
    /// instance may.
    @BeforeEach
    void load() {
        http.get()
                .uri(first.uri() + "/internal/v1/heads")
                .retrieve()
                .bodyToMono(byte[].class)
                .block();
        first.asked.set(0);
    }

    @AfterEach
    void stop() {
        first.stop();
        second.stop();
    }

    @Test
    void requests_areSpreadOverAllInstances() {
        askTimes(10);

        assertThat(first.asked).hasValue(5);
        assertThat(second.asked).hasValue(5);
    }

    @Test
    void anInstanceThatFails_isLeftAloneForAWhile_andEveryRequestIsAnswered() {
        first.status = 503;

        askTimes(10);

        assertThat(first.asked).hasValue(1);
        assertThat(second.asked).hasValue(10);
    }

    @Test
    void whenAllFailed_allAreAskedAgain() {
        first.status = 503;
        second.status = 503;
        assertThat(ask()).isEmpty();
        second.status = 200;

        assertThat(ask()).contains(PAGE);
    }

    private void askTimes(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(ask()).contains(PAGE);
        }
    }

    private Optional<Page> ask() {
        return client.heads("alice", "", 10).toCompletableFuture().join();
    }

    private static final class Instance {

        final AtomicInteger asked = new AtomicInteger();
        volatile int status = 200;
        private final HttpServer server;

        Instance() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            server.createContext("/internal/v1/heads", exchange -> {
                asked.incrementAndGet();
                byte[] body = PAGE.toByteArray();
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        void stop() {
            server.stop(0);
        }
    }
}
