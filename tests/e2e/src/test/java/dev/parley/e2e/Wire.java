package dev.parley.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one user sends and is sent, byte for byte, without a client between.
final class Wire {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Cluster cluster;

    Wire(Cluster cluster) {
        this.cluster = cluster;
    }

    record Answer(int status, String raw) {

        /// Of the first field of that name; empty if there is none.
        String text(String field) {
            return Wire.text(raw, field);
        }
    }

    Answer get(String user, String path) {
        return call(user, "GET", path, "");
    }

    /// @param body JSON, or empty
    Answer call(String user, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.edge() + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token(user))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map() + response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// A socket that has said hello, in JSON.
    Socket socket(String user, String device) {
        Socket socket = new Socket();
        socket.open = http.newWebSocketBuilder()
                .subprotocols("parley.v1.json")
                .header("Authorization", "Bearer " + token(user))
                .buildAsync(URI.create(cluster.socket("gateway-1")), socket)
                .join();
        socket.send("{\"id\":\"hello\",\"hello\":{\"deviceId\":\"" + device + "\",\"platform\":\"test\"}}");
        return socket;
    }

    static String text(String json, String field) {
        Matcher matcher =
                Pattern.compile("\"" + field + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    private String token(String user) {
        return tokens.computeIfAbsent(user, cluster::token);
    }

    /// What goes to a request as it is, with its own headers.
    HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static final class Socket implements WebSocket.Listener, AutoCloseable {

        private final List<String> frames = new CopyOnWriteArrayList<>();
        private final StringBuilder part = new StringBuilder();
        private WebSocket open;
        private CompletableFuture<WebSocket> sending = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                frames.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        void send(String frame) {
            sending = sending.thenCompose(before -> open.sendText(frame, true));
            sending.join();
        }

        /// Everything this socket was sent, in order.
        List<String> frames() {
            return List.copyOf(frames);
        }

        boolean has(String... parts) {
            return frames.stream().anyMatch(frame -> List.of(parts).stream().allMatch(frame::contains));
        }

        @Override
        public void close() {
            open.abort();
        }
    }
}
