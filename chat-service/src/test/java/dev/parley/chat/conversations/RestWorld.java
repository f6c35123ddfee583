package dev.parley.chat.conversations;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.ChatInstance;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One running service with what it needs, for all tests of its REST face in this JVM. Nothing is shared between
/// tests but the processes: every test invents its own people.
final class RestWorld {

    private static final JsonMapper JSON = new JsonMapper();
    private static RestWorld shared;

    private final HttpClient http = HttpClient.newHttpClient();
    private final TokenIssuer tokens;
    private final ChatInstance chat;
    private final TinyRouter router;

    record Answer(int status, String raw, JsonNode body, HttpResponse<String> response) {

        String text(String field) {
            return body.path(field).asString("");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /// `status code`, or the status alone.
        String problem() {
            return (status + " " + text("code")).strip();
        }
    }

    private RestWorld() {
        try {
            Isolation isolation = Backends.shared().isolate().createTopics();
            tokens = new TokenIssuer();
            chat = ChatInstance.start(isolation, tokens.settings());
            router = new TinyRouter(isolation, chat.bean(CqlSession.class));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        // The first command waits for the take-over.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !group(user("warm"), "bob").isEmpty());
    }

    /// Started by the first test; not while the class is initialised, which other threads would wait for.
    static synchronized RestWorld shared() {
        if (shared == null) {
            shared = new RestWorld();
        }
        return shared;
    }

    private void close() {
        router.close();
        chat.close();
        tokens.close();
    }

    TinyRouter router() {
        return router;
    }

    static String user(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /// The id; empty if it could not be made.
    String group(String owner, String... others) {
        return call(
                        "POST",
                        "/v1/conversations",
                        owner,
                        "{\"kind\":\"group\",\"title\":\"Team\",\"members\":[\"" + String.join("\",\"", others)
                                + "\"]}")
                .text("conversationId");
    }

    String direct(String one, String other) {
        return call("POST", "/v1/conversations", one, "{\"kind\":\"direct\",\"members\":[\"" + other + "\"]}")
                .text("conversationId");
    }

    /// Of a group or direct conversation.
    static String path(String id) {
        return "/v1/conversations/" + id;
    }

    Answer post(String id, String user, String text) {
        return call("POST", path(id) + "/messages", user, message(text, ""));
    }

    /// @param more further fields, from the comma on
    static String message(String text, String more) {
        return "{\"clientId\":\"" + UUID.randomUUID() + "\",\"content\":{\"text\":{\"body\":\"" + text + "\"}}" + more
                + "}";
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }

    Answer get(String path, String user) {
        return call("GET", path, user, null);
    }

    Answer call(String method, String path, String user, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + chat.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + tokens.token(user))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
