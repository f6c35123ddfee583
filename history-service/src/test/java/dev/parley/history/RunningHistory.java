package dev.parley.history;

import dev.parley.kit.Isolation;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole service on a free port, and its callers.
final class RunningHistory implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    private RunningHistory(ConfigurableApplicationContext context) {
        this.context = context;
        this.base = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    static RunningHistory start(Isolation isolation, TestIssuer issuer) {
        return start(isolation, issuer, Map.of());
    }

    static RunningHistory start(Isolation isolation, TestIssuer issuer, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(isolation.settings());
        settings.put("parley.auth.jwk-set-uri", issuer.jwkSetUri());
        settings.put("parley.auth.issuer", TestIssuer.ISSUER);
        settings.put("server.port", "0");
        settings.put("server.address", "127.0.0.1");
        settings.putAll(more);
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new RunningHistory(new SpringApplicationBuilder(HistoryApplication.class).run(arguments));
    }

    @Override
    public void close() {
        SpringApplication.exit(context);
    }

    Answer get(String token, String path) {
        return send(request(path).header("Authorization", "Bearer " + token).GET());
    }

    Answer getWithoutToken(String path) {
        return send(request(path).GET());
    }

    Answer post(String token, String path, String body) {
        return send(request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<byte[]> internalSync(String user, Sync sync, String announced) {
        return exchange(request("/internal/v1/sync?user=" + user)
                .header("Content-Type", "application/x-protobuf")
                .header("Parley-Heads", announced)
                .POST(HttpRequest.BodyPublishers.ofByteArray(sync.toByteArray())));
    }

    Page page(String user, Sync sync) {
        return parse(internalSync(user, sync, ""));
    }

    Page heads(String user, String after, int limit) {
        return parse(exchange(request("/internal/v1/heads?user=" + user + "&after=" + after + "&limit=" + limit)
                .GET()));
    }

    HttpResponse<byte[]> counts(String user, String... conversations) {
        Sync.Builder ids = Sync.newBuilder();
        for (String conversation : conversations) {
            ids.putPositions(conversation, 0);
        }
        return exchange(request("/internal/v1/counts?user=" + user)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(ids.build().toByteArray())));
    }

    boolean isReady() {
        return getWithoutToken("/actuator/health/readiness").status() == 200;
    }

    static Page parse(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
        }
        try {
            return Page.parseFrom(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request);
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return new Answer(
                response.statusCode(),
                text.isEmpty() ? JSON.nullNode() : JSON.readTree(text),
                response.headers().firstValue("Link").orElse(""),
                response.headers().firstValue("Content-Type").orElse(""));
    }

    private HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// An answer in JSON.
    record Answer(int status, JsonNode body, String link, String contentType) {

        String code() {
            return body.path("code").asString("");
        }

        java.util.List<Long> seqs() {
            return body.path("items")
                    .valueStream()
                    .map(item -> Long.parseLong(item.path("seq").asString()))
                    .toList();
        }
    }
}
