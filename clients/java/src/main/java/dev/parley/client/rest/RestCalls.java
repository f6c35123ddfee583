package dev.parley.client.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.parley.client.ClientRuntime;
import dev.parley.client.TokenProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// One REST call after the other: authorised, repeated while that helps, read as JSON. A call is repeated while the
/// server is not reachable or says `UNAVAILABLE` (at most {@link #ATTEMPTS} times within about 6 s); the
/// `Idempotency-Key` makes the repeat of a change harmless. Other problems are a {@link RestException} at once.
final class RestCalls {

    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http;
    private final HttpUrl base;
    private final TokenProvider tokens;
    private final String deviceId;

    RestCalls(ClientRuntime runtime, String base, TokenProvider tokens, String deviceId) {
        this.http =
                runtime.http().newBuilder().callTimeout(Duration.ofSeconds(15)).build();
        this.base = HttpUrl.get(base);
        this.tokens = tokens;
        this.deviceId = deviceId;
    }

    /// @param path `v1` and what follows, each segment as it is before encoding
    HttpUrl.Builder url(String... path) {
        HttpUrl.Builder url = base.newBuilder();
        for (String segment : path) {
            url.addPathSegment(segment);
        }
        return url;
    }

    JsonObject get(HttpUrl url) {
        return call(new Request.Builder().url(url).get());
    }

    /// @return empty if the answer has no body
    JsonObject change(String method, JsonObject body, String... path) {
        return call(new Request.Builder()
                .url(url(path).build())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, method.equals("DELETE") ? null : RequestBody.create(body.toString(), JSON)));
    }

    private JsonObject call(Request.Builder request) {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; ; attempt++) {
            try (Response response = http.newCall(authorized(request)).execute()) {
                String body = response.body().string();
                if (response.isSuccessful()) {
                    return body.isEmpty()
                            ? new JsonObject()
                            : JsonParser.parseString(body).getAsJsonObject();
                }
                boolean repeat = response.code() == 503 || response.code() == 502 || response.code() == 504;
                if (!repeat || attempt == ATTEMPTS) {
                    throw problem(response.code(), body);
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
            pause(pauseMillis);
            pauseMillis *= 2;
        }
    }

    private Request authorized(Request.Builder request) throws IOException {
        try {
            return request.header("Authorization", "Bearer " + tokens.token())
                    .header("Parley-Device", deviceId)
                    .build();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("no token", e);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private static RestException problem(int status, String body) {
        try {
            JsonObject problem = JsonParser.parseString(body).getAsJsonObject();
            return new RestException(status, text(problem, "code"), text(problem, "detail"));
        } catch (JsonParseException | IllegalStateException e) {
            return new RestException(status, "", "");
        }
    }

    static JsonArray array(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    static JsonArray elements(JsonObject json, String name) {
        return has(json, name) ? json.getAsJsonArray(name) : new JsonArray();
    }

    static String text(JsonObject json, String name) {
        return has(json, name) ? json.get(name).getAsString() : "";
    }

    /// 64-bit numbers travel as strings; Gson reads both.
    static long number(JsonObject json, String name) {
        return has(json, name) ? json.get(name).getAsLong() : 0;
    }

    static boolean flag(JsonObject json, String name) {
        return has(json, name) && json.get(name).getAsBoolean();
    }

    static boolean has(JsonObject json, String name) {
        return json.has(name) && !json.get(name).isJsonNull();
    }
}
