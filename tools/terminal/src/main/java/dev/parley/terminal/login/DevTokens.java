package dev.parley.terminal.login;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.parley.client.ClientRuntime;
import dev.parley.client.TokenProvider;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// Tokens of one user from `POST /dev/token`, which exists in the local stack only. Kept for half of their life, so
/// that a restart of a gateway does not ask the edge once per device.
public final class DevTokens implements TokenProvider {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http;
    private final HttpUrl url;
    private final String userId;
    private String token = "";
    private long fetchedAtNanos;

    /// `edge` is `http://host:port`.
    public DevTokens(ClientRuntime runtime, String edge, String userId) {
        this.http = runtime.http();
        this.url = HttpUrl.get(edge).newBuilder().addPathSegments("dev/token").build();
        this.userId = userId;
    }

    @Override
    public synchronized String token() throws IOException {
        boolean young = System.nanoTime() - fetchedAtNanos < LIFE.dividedBy(2).toNanos();
        return !token.isEmpty() && young ? token : freshToken();
    }

    @Override
    public synchronized String freshToken() throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("user", userId);
        body.addProperty("ttlSeconds", LIFE.toSeconds());
        Request request = new Request.Builder()
                .url(url)
                .post(RequestBody.create(body.toString(), JSON))
                .build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException("HTTP " + response.code() + " from " + url);
            }
            token = JsonParser.parseString(response.body().string())
                    .getAsJsonObject()
                    .get("token")
                    .getAsString();
            fetchedAtNanos = System.nanoTime();
            return token;
        }
    }
}
