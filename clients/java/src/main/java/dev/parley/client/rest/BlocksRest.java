package dev.parley.client.rest;

import static dev.parley.client.rest.RestCalls.elements;
import static dev.parley.client.rest.RestCalls.text;

import com.google.gson.JsonObject;
import java.util.List;
import okhttp3.HttpUrl;

/// Whom the caller blocks.
public final class BlocksRest {

    private static final JsonObject NOTHING = new JsonObject();

    private final RestCalls calls;

    BlocksRest(RestCalls calls) {
        this.calls = calls;
    }

    public void block(String userId) {
        calls.change("PUT", NOTHING, "v1", "users", userId, "block");
    }

    public void unblock(String userId) {
        calls.change("DELETE", NOTHING, "v1", "users", userId, "block");
    }

    /// The first hundred.
    public List<String> list() {
        HttpUrl url = calls.url("v1", "users", "me", "blocks")
                .addQueryParameter("limit", "100")
                .build();
        return elements(calls.get(url), "items").asList().stream()
                .map(item -> text(item.getAsJsonObject(), "userId"))
                .toList();
    }
}
