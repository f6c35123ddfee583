package dev.parley.stack.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.parley.stack.edge.StackParts.PartState;
import dev.parley.stack.issuer.SigningKey;
import dev.parley.stack.issuer.TokenIssuer;
import dev.parley.stack.process.RunDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@Timeout(30)
final class OpsPagesIT {

    private static final String CHAT_PATH = """
            {"instance":"chat-x","accepted":"2026-01-01T10:00:00Z","steps":[
            {"step":"sequenced","time":"2026-01-01T10:00:00.002Z","conversationId":"d_ab","seq":3,"detail":"offset 7"}]}""";

    private static final String ROUTER_PATH = """
            {"instance":"router-x","accepted":"2026-01-01T10:00:00Z","steps":[
            {"step":"routed","time":"2026-01-01T10:00:00.004Z","conversationId":"d_ab","seq":3,"detail":"gateway-x, gateway-gone"}]}""";

    private static final String GATEWAY_PATH = """
            {"instance":"gateway-x","accepted":"2026-01-01T10:00:00Z","steps":[
            {"step":"delivered","time":"2026-01-01T10:00:00.005Z","conversationId":"d_ab","seq":3,"detail":"bob/phone"},
            {"step":"acked","time":"2026-01-01T10:00:00.0049Z","conversationId":"d_ab","seq":3,"detail":"alice/phone"}]}""";

    private static final String MARKS = """
            {"instance":"gateway-x","accepted":null,"steps":[
            {"step":"read","time":"2026-01-01T10:00:01Z","conversationId":"d_ab","seq":4,"detail":"bob/phone"}]}""";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<PartState> parts = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();

    /// Takes connections and never answers.
    private ServerSocket hanging;

    private EdgeProxy edge;

    @TempDir
    private Path keys;

    @BeforeEach
    void start() throws IOException {
        hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TokenIssuer issuer = new TokenIssuer(
                SigningKey.load(keys.resolve("key")), "http://127.0.0.1:8080", "parley", Clock.systemUTC());
        edge = new EdgeProxy(
                0,
                new Upstreams(List.of(), List.of(), List.of()),
                new LocalPages(
                        issuer,
                        new StaticFiles(keys),
                        new Plug(List.of(), keys, new RunDirectory(keys)),
                        new OpsPages(() -> List.copyOf(parts))));
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        servers.forEach(server -> server.stop(0));
        hanging.close();
        client.close();
    }

    @Test
    void overview_showsEveryPart_alsoThoseThatAreDownOrDoNotAnswer() throws Exception {
        serve("gateway-1", "gateway", Map.of("/internal/v1/overview", "{\"sessions\":12}"));
        parts.add(part("gateway-2", "gateway", hanging.getLocalPort(), OptionalLong.of(4), true));
        parts.add(part("chat-1", "chat", 1, OptionalLong.empty(), false));
        parts.add(part("kafka", "", 2, OptionalLong.of(5), true));

        JsonNode found = get("/ops/api/overview", 200).path("parts");

        assertThat(found)
                .extracting(part ->
                        part.path("name").asString() + " " + part.path("health").asString())
                .containsExactly("gateway-1 ready", "gateway-2 ready", "chat-1 down", "kafka ready");
        assertThat(found.path(0).path("overview").path("sessions").intValue()).isEqualTo(12);
        assertThat(found.path(0).path("memoryMiB").intValue()).isEqualTo(100);
        assertThat(found.path(1).path("answers").booleanValue()).isFalse();
        assertThat(found.path(1).path("pid").intValue()).isEqualTo(4);
        assertThat(found.path(2).has("pid")).isFalse();
    }

    @Test
    void path_isMergedFromAllInstances_inTheOrderOfTime() throws Exception {
        serve("gateway-1", "gateway", Map.of("/internal/v1/path/77", GATEWAY_PATH, "/internal/v1/path", MARKS));
        serve("gateway-2", "gateway", Map.of("/internal/v1/path/77", emptyPath(), "/internal/v1/path", MARKS));
        serve("chat-1", "chat", Map.of("/internal/v1/path/77", CHAT_PATH));
        serve("router-2", "router", Map.of("/internal/v1/path/77", ROUTER_PATH));
        parts.add(part("router-1", "router", hanging.getLocalPort(), OptionalLong.of(4), true));
        parts.add(part("kafka", "", 2, OptionalLong.of(5), true));

        JsonNode path = get("/ops/api/messages/77", 200);

        assertThat(path.path("steps"))
                .extracting(step ->
                        step.path("step").asString() + " " + step.path("part").asString())
                .containsExactly(
                        "accepted kafka",
                        "sequenced chat-1",
                        "routed router-2",
                        "acked gateway-1",
                        "delivered gateway-1");
        assertThat(path.path("steps").path(2).path("detail").asString()).isEqualTo("gateway-1, gateway-gone");
        assertThat(path.path("conversationId").asString()).isEqualTo("d_ab");
        assertThat(path.path("seq").longValue()).isEqualTo(3);
        assertThat(path.path("marks"))
                .extracting(mark -> mark.path("detail").asString())
                .containsExactly("bob/phone");
        assertThat(path.path("silent")).extracting(JsonNode::asString).containsExactly("router-1");
    }

    @Test
    void unknownMessage_hasNoSteps_andOtherPathsAreNotFound() throws Exception {
        serve("chat-1", "chat", Map.of("/internal/v1/path/78", emptyPath()));

        assertThat(get("/ops/api/messages/78", 200).path("steps")).isEmpty();
        assertThat(get("/ops/api/messages/78/more", 404).path("code").asString())
                .isEqualTo("NOT_FOUND");
        assertThat(get("/ops/api/messages/abc", 404).path("code").asString()).isEqualTo("NOT_FOUND");
    }

    private static String emptyPath() {
        return "{\"instance\":\"x\",\"accepted\":null,\"steps\":[]}";
    }

    private void serve(String name, String service, Map<String, String> answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().getPath());
            byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        servers.add(server);
        parts.add(part(name, service, server.getAddress().getPort(), OptionalLong.of(3), true));
    }

    private static PartState part(String name, String service, int port, OptionalLong pid, boolean ready) {
        return new PartState(
                name,
                service,
                port,
                true,
                pid,
                pid.isPresent() ? OptionalLong.of(100) : OptionalLong.empty(),
                () -> ready);
    }

    private JsonNode get(String path, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(status);
        return json.readTree(response.body());
    }
}
