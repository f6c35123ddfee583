package dev.parley.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.proto.v1.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A device of one user without a WebSocket, by plain HTTP.
final class FallbackClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final String token;
    private final String device;

    FallbackClient(TestGateway gateway, String user, String device) {
        this.base = "http://127.0.0.1:" + gateway.port();
        this.token = gateway.token(user);
        this.device = device;
    }

    /// @param cursor where the next poll goes on
    record Polled(List<Frame> frames, String cursor) {}

    HttpResponse<String> get(String path, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> postRaw(String body) throws IOException, InterruptedException {
        return http.send(
                request("/v1/frames?deviceId=" + device)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    String ticket() throws IOException, InterruptedException {
        HttpRequest request =
                request("/v1/tickets").POST(HttpRequest.BodyPublishers.noBody()).build();
        String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return JSON.readTree(body).get("ticket").asString();
    }

    List<Frame> post(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = postRaw(body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return frames(JSON.readTree(response.body()));
    }

    Polled poll(String cursor) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request("/v1/poll?deviceId=" + device + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        JsonNode body = JSON.readTree(response.body());
        return new Polled(frames(body), body.get("cursor").asString());
    }

    /// @param resume id of the last event, or empty
    EventStream events(String resume) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/v1/events?deviceId=" + device);
        if (!resume.isEmpty()) {
            request.header("Last-Event-ID", resume);
        }
        HttpResponse<Stream<String>> response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode());
        }
        return new EventStream(response);
    }

    /// One open response of server-sent events.
    static final class EventStream implements AutoCloseable {

        private final Stream<String> lines;
        private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
        private volatile String id = "";
        private volatile boolean ended;

        private EventStream(HttpResponse<Stream<String>> response) {
            this.lines = response.body();
            Thread.ofVirtual().start(this::read);
        }

        Frame frame() throws InterruptedException {
            Frame frame = frames.poll(10, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame within 10 s");
            }
            return frame;
        }

        /// Of the last frame that moved the place.
        String id() {
            return id;
        }

        boolean hasEnded() {
            return ended;
        }

        @Override
        public void close() {
            lines.close();
        }

        private void read() {
            try {
                Iterator<String> each = lines.iterator();
                while (each.hasNext()) {
                    String line = each.next();
                    if (line.startsWith("id:")) {
                        id = line.substring(3).strip();
                    } else if (line.startsWith("data:")) {
                        frames.add(FallbackClient.frame(line.substring(5)));
                    }
                }
            } catch (UncheckedIOException e) {
                // Closed by the test.
            }
            ended = true;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private static List<Frame> frames(JsonNode body) {
        List<Frame> frames = new ArrayList<>();
        body.get("frames").forEach(node -> frames.add(frame(node.toString())));
        return frames;
    }

    private static Frame frame(String json) {
        Frame.Builder frame = Frame.newBuilder();
        try {
            JsonFormat.parser().merge(json, frame);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(json, e);
        }
        return frame.build();
    }
}
