package dev.parley.stack.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.stack.issuer.SigningKey;
import dev.parley.stack.issuer.TokenIssuer;
import dev.parley.stack.process.Launch;
import dev.parley.stack.process.RunDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@Timeout(30)
final class EdgeProxyIT {

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpServer chat;
    private HttpServer otherChat;
    private ServerSocket gateway;
    private EdgeProxy edge;

    @TempDir
    private Path keys;

    @BeforeEach
    void start() throws IOException {
        chat = upstream("one");
        otherChat = upstream("other");
        gateway = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        edge = startEdge();
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        chat.stop(0);
        otherChat.stop(0);
        gateway.close();
        client.close();
    }

    @Test
    void requests_areSharedByTheInstances() throws Exception {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            answers.add(get("/v1/conversations").body());
        }
        assertThat(answers).containsExactlyInAnyOrder("one GET /v1/conversations ", "other GET /v1/conversations ");
    }

    @Test
    void requests_goToTheLiving_whenAnInstanceIsDead() throws Exception {
        chat.stop(0);
        for (int i = 0; i < 4; i++) {
            assertThat(get("/v1/conversations").body()).isEqualTo("other GET /v1/conversations ");
        }
    }

    @Test
    void request_isAnsweredUnavailable_whenNoInstanceLives() throws Exception {
        HttpResponse<String> response = get("/v1/history/d_x1");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json.readTree(response.body()).path("code").stringValue()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void body_isPassedOnWhole_whenItIsLargerThanAnyBuffer() throws Exception {
        byte[] body = new byte[3 << 20];
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(uri("/v1/conversations/echo"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(response.body()).hasSize(body.length);
    }

    @Test
    void eventStream_isPassedOnPieceByPiece() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        chat.createContext("/v1/users/stream", exchange -> stream(exchange, second));
        otherChat.createContext("/v1/users/stream", exchange -> stream(exchange, second));

        HttpResponse<InputStream> response =
                client.send(HttpRequest.newBuilder(uri("/v1/users/stream")).build(), BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            // The server writes its second piece only once the first has come through.
            assertThat(in.readNBytes(7)).isEqualTo("data: 1".getBytes(StandardCharsets.UTF_8));
            second.countDown();
            assertThat(in.readAllBytes()).isEqualTo("data: 2".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void upgrade_becomesATunnelThatEndsAtBothEnds() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            write(socket, "GET /v1/connect HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            try (Socket upstream = gateway.accept()) {
                assertThat(readHead(upstream)).contains("GET /v1/connect", "X-Forwarded-For: 127.0.0.1");
                // The first bytes of the new protocol come with the head, as servers may send them.
                write(
                        upstream,
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
                assertThat(readHead(socket)).contains("101");
                assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
                write(socket, "to the gateway");
                assertThat(upstream.getInputStream().readNBytes(14))
                        .isEqualTo("to the gateway".getBytes(StandardCharsets.UTF_8));
                write(upstream, "bye");
            }
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo("bye".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void upgrade_isAnsweredAsHttp_whenItIsRefused() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            write(socket, "GET /v1/connect HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            try (Socket upstream = gateway.accept()) {
                readHead(upstream);
                write(upstream, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
                assertThat(readHead(socket)).contains("401");
                assertThat(socket.getInputStream().readNBytes(2)).isEqualTo("no".getBytes(StandardCharsets.UTF_8));
            }
            // The connection is HTTP still, and routed anew.
            write(socket, "GET /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(readHead(socket)).contains("200 OK", "application/json");
        }
    }

    @Test
    void token_isVerifiedByThePublishedKeys_alsoAfterARestart() throws Exception {
        String token = json.readTree(
                        token("{\"user\":\"alice\",\"ttlSeconds\":60}").body())
                .path("token")
                .stringValue();
        edge.close();
        edge = startEdge();
        JsonNode key =
                json.readTree(get("/.well-known/jwks.json").body()).path("keys").path(0);

        String[] parts = token.split("\\.");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(unsigned(key.path("n")), unsigned(key.path("e")))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertThat(claims.path("sub").stringValue()).isEqualTo("alice");
        assertThat(claims.path("aud").stringValue()).isEqualTo("parley");
        assertThat(claims.path("exp").longValue() - claims.path("iat").longValue())
                .isEqualTo(60);
    }

    @Test
    void tokenRequest_isRefused_whenItIsNotJson() throws Exception {
        HttpResponse<String> response = token("{nonsense");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json.readTree(response.body()).path("code").stringValue()).isEqualTo("INVALID");
    }

    @Test
    void files_areServedCompressed_andOnlyOnce_andOnlyFromTheirFolders() throws Exception {
        Path app = Files.createDirectories(keys.resolve("clients/web/app"));
        Files.writeString(app.resolve("index.html"), "<!doctype html>" + "a page ".repeat(500));
        Files.writeString(keys.resolve("clients/web/secret.js"), "secret");
        HttpRequest request = HttpRequest.newBuilder(uri("/"))
                .header("Accept-Encoding", "gzip")
                .build();

        HttpResponse<byte[]> page = client.send(request, BodyHandlers.ofByteArray());
        assertThat(page.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(page.body()).hasSizeLessThan(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        HttpResponse<String> again = client.send(
                HttpRequest.newBuilder(uri("/"))
                        .header(
                                "If-None-Match",
                                page.headers().firstValue("ETag").orElseThrow())
                        .build(),
                BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        for (String path :
                List.of("/../secret.js", "/%2e%2e/secret.js", "/sdk/../../secret.js", "/.hidden.js", "/no.js")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void pulledPlug_killsTheGatewayOfTheUser() throws Exception {
        chat.createContext("/internal/v1/sessions", exchange -> {
            byte[] answer = (exchange.getRequestURI().getQuery().equals("user=alice")
                            ? "{\"sessions\":1}"
                            : "{\"sessions\":0}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        RunDirectory run = new RunDirectory(keys.resolve("run"));
        run.startDetached(new Launch("gateway-1", List.of("/bin/sleep", "60"), Map.of(), keys));
        ProcessHandle process = run.running("gateway-1").orElseThrow();

        assertThat(pull("bob").statusCode()).isEqualTo(404);
        assertThat(process.isAlive()).isTrue();
        assertThat(json.readTree(pull("alice").body()).path("gateway").stringValue())
                .isEqualTo("gateway-1");
        process.onExit().get(5, TimeUnit.SECONDS);
    }

    private HttpResponse<String> pull(String user) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri("/dev/plug"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"" + user + "\"}"))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void aDeviceWithoutSocket_staysWithItsInstance() {
        Upstreams upstreams = new Upstreams(List.of(1, 2, 3), List.of(), List.of());
        for (String uri : List.of("/v1/poll?deviceId=web-1&cursor=x", "/v1/events?a=b&deviceId=web-1")) {
            assertThat(upstreams.inTurn(Target.GATEWAY, uri))
                    .hasSize(3)
                    .isEqualTo(upstreams.inTurn(Target.GATEWAY, uri));
        }
        assertThat(upstreams.inTurn(Target.GATEWAY, "/v1/connect"))
                .isNotEqualTo(upstreams.inTurn(Target.GATEWAY, "/v1/connect"));
    }

    private EdgeProxy startEdge() throws IOException {
        TokenIssuer issuer = new TokenIssuer(
                SigningKey.load(keys.resolve("key")), "http://127.0.0.1:8080", "parley", Clock.systemUTC());
        Upstreams upstreams = new Upstreams(
                List.of(gateway.getLocalPort()),
                List.of(chat.getAddress().getPort(), otherChat.getAddress().getPort()),
                List.of(freePort()));
        LocalPages pages = new LocalPages(
                issuer,
                new StaticFiles(keys),
                new Plug(List.of(chat.getAddress().getPort()), keys, new RunDirectory(keys.resolve("run"))),
                new OpsPages(List::of));
        return new EdgeProxy(0, upstreams, pages);
    }

    private static HttpServer upstream(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = exchange.getRequestURI().getPath().endsWith("/echo")
                    ? body
                    : (name + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + " ")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void stream(HttpExchange exchange, CountDownLatch second) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("data: 1".getBytes(StandardCharsets.UTF_8));
        out.flush();
        try {
            assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.write("data: 2".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> token(String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri("/dev/token"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + edge.port() + path);
    }

    private static BigInteger unsigned(JsonNode value) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(value.stringValue()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
