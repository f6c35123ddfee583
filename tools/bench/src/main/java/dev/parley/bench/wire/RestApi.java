package dev.parley.bench.wire;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The REST calls a run needs beside its sockets, through the edge. At most `maxInFlight` at once: setting up ten
/// thousand users must not be a load test of its own. An answer other than 2xx is a {@link RestProblem}.
public final class RestApi implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI edge;
    private final Semaphore slots;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = JsonMapper.builder().build();

    public RestApi(URI edge, int maxInFlight) {
        this.edge = edge;
        this.slots = new Semaphore(maxInFlight);
    }

    /// A token of the local stack's own issuer. Blocks while too many calls are in flight.
    public CompletableFuture<String> token(String userId, Duration validFor) {
        Map<String, Object> body = Map.of("user", userId, "ttlSeconds", validFor.toSeconds());
        return post("/dev/token", "", body)
                .thenApply(answer -> answer.path("token").stringValue());
    }

    /// The id of the direct conversation of the token's user and `peer`.
    public CompletableFuture<String> createDirect(String token, String peer) {
        return post("/v1/conversations", token, Map.of("kind", "direct", "members", List.of(peer)))
                .thenApply(answer -> answer.path("conversationId").stringValue());
    }

    public CompletableFuture<String> createGroup(String token, String title, List<String> members) {
        return post("/v1/conversations", token, Map.of("kind", "group", "title", title, "members", members))
                .thenApply(answer -> answer.path("conversationId").stringValue());
    }

    /// Lets users into a group; the answer has the `seq` of that, or none if all of them were members.
    public CompletableFuture<JsonNode> addMembers(String token, String conversationId, List<String> users) {
        return post("/v1/conversations/" + conversationId + "/members", token, Map.of("userIds", users));
    }

    /// Takes a user out of a group; of the token's own user: leaves it.
    public CompletableFuture<JsonNode> removeMember(String token, String conversationId, String user) {
        return call(request("/v1/conversations/" + conversationId + "/members/" + user, token)
                .DELETE());
    }

    /// Sends a message as `deviceId`; repeating a command of that device by its `clientId` gives the old answer.
    public CompletableFuture<JsonNode> sendMessage(
            String token, String deviceId, String conversationId, String clientId, String text) {
        Map<String, Object> body = Map.of("clientId", clientId, "content", Map.of("text", Map.of("body", text)));
        return call(json("/v1/conversations/" + conversationId + "/messages", token, body)
                .header("Parley-Device", deviceId));
    }

    /// The events after `seq`, oldest first: `{"items", "nextCursor", "hasMore"}`.
    public CompletableFuture<JsonNode> historyAfter(String token, String conversationId, long seq, int limit) {
        return call(request("/v1/history/" + conversationId + "?after=" + seq + "&limit=" + limit, token)
                .GET());
    }

    /// The newest events, newest first, or those that `cursor` goes on with.
    public CompletableFuture<JsonNode> historyNewest(String token, String conversationId, String cursor, int limit) {
        String from = cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        return call(request("/v1/history/" + conversationId + "?limit=" + limit + from, token)
                .GET());
    }

    /// What is above `seq` in one conversation: a `page`.
    public CompletableFuture<JsonNode> sync(String token, String conversationId, long seq, int limit) {
        Map<String, Object> positions = Map.of(conversationId, Long.toString(seq));
        return post("/v1/sync", token, Map.of("positions", positions, "limit", limit));
    }

    @Override
    public void close() {
        http.close();
    }

    private CompletableFuture<JsonNode> post(String path, String token, Map<String, Object> body) {
        return call(json(path, token, body));
    }

    private HttpRequest.Builder json(String path, String token, Map<String, Object> body) {
        return request(path, token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)));
    }

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(edge.resolve(path)).timeout(TIMEOUT);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private CompletableFuture<JsonNode> call(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        slots.acquireUninterruptibly();
        return http.sendAsync(request, BodyHandlers.ofString())
                .whenComplete((answer, failure) -> slots.release())
                .thenCompose(answer -> {
                    if (answer.statusCode() / 100 != 2) {
                        return CompletableFuture.failedFuture(new RestProblem(
                                answer.statusCode(),
                                request.method() + " " + request.uri().getPath(),
                                answer.body()));
                    }
                    return CompletableFuture.completedFuture(json.readTree(answer.body()));
                });
    }
}
