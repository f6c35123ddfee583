package dev.parley.bench.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the routers counted, from their own metrics.
///
/// @param frames bus frames with something in them, heartbeats not counted
/// @param deliveries what those held: one event for one gateway each
/// @param cachedLookups users whose sessions a router knew
/// @param readLookups users whose sessions a router read from Redis
public record RouterCounts(long frames, long deliveries, long cachedLookups, long readLookups) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /// @param routers `http://host:port`, all of them
    public static RouterCounts read(List<URI> routers) throws IOException, InterruptedException {
        RouterCounts sum = new RouterCounts(0, 0, 0, 0);
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (URI router : routers) {
                sum = sum.plus(new RouterCounts(
                        count(http, router, "parley.router.frames"),
                        count(http, router, "parley.router.deliveries"),
                        count(http, router, "parley.router.lookups?tag=from:cache"),
                        count(http, router, "parley.router.lookups?tag=from:directory")));
            }
        }
        return sum;
    }

    public RouterCounts since(RouterCounts earlier) {
        return new RouterCounts(
                frames - earlier.frames,
                deliveries - earlier.deliveries,
                cachedLookups - earlier.cachedLookups,
                readLookups - earlier.readLookups);
    }

    private RouterCounts plus(RouterCounts other) {
        return new RouterCounts(
                frames + other.frames,
                deliveries + other.deliveries,
                cachedLookups + other.cachedLookups,
                readLookups + other.readLookups);
    }

    private static long count(HttpClient http, URI router, String metric) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(router.resolve("/actuator/metrics/" + metric))
                .timeout(TIMEOUT)
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 404) {
            // A router that has no such metric counted nothing.
            return 0;
        }
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " answered " + answer.statusCode());
        }
        JsonNode measurements =
                JsonMapper.builder().build().readTree(answer.body()).path("measurements");
        return Math.round(measurements.path(0).path("value").doubleValue());
    }
}
