package dev.parley.client.rest;

import static dev.parley.client.rest.RestCalls.elements;
import static dev.parley.client.rest.RestCalls.text;

import com.google.gson.JsonObject;
import java.util.List;

/// Whom the caller blocks.
public final class OwnRest {

    private static final JsonObject NOTHING = new JsonObject();

    private final RestCalls calls;

    OwnRest(RestCalls calls) {
        this.calls = calls;
    }

    public void block(String userId) {
        calls.change("PUT", NOTHING, "v1", "users", userId, "block");
    }

    public void unblock(String userId) {
        calls.change("DELETE", NOTHING, "v1", "users", userId, "block");
    }

    /// The first hundred.
    public List<String> blocks() {
        return items("userId", "v1", "users", "me", "blocks");
    }

    private List<String> items(String field, String... path) {
        return elements(
                        calls.get(calls.url(path)
                                .addQueryParameter("limit", "100")
                                .build()),
                        "items")
                .asList()
                .stream()
                .map(item -> text(item.getAsJsonObject(), field))
                .toList();
    }
}
