package dev.parley.client.rest;

import static dev.parley.client.rest.RestCalls.array;
import static dev.parley.client.rest.RestCalls.text;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;

/// What is done to one group: members, roles, profile, policy, invites. Each call is one event in the group's
/// order, or a {@link RestException}.
public final class GroupRest {

    private static final JsonObject NOTHING = new JsonObject();

    private final RestCalls calls;
    private final String conversationId;

    GroupRest(RestCalls calls, String conversationId) {
        this.calls = calls;
        this.conversationId = conversationId;
    }

    public void add(List<String> userIds) {
        JsonObject body = new JsonObject();
        body.add("userIds", array(userIds));
        change("POST", body, "members");
    }

    /// Of oneself: leaving.
    public void remove(String userId) {
        change("DELETE", NOTHING, "members", userId);
    }

    /// @param role `owner`, `admin` or `member`
    public void role(String userId, String role) {
        change("PUT", one("role", role), "members", userId);
    }

    public void transferOwnership(String userId) {
        change("POST", one("userId", userId), "owner");
    }

    public void rename(String title) {
        change("PATCH", one("title", title));
    }

    public void describe(String description) {
        change("PATCH", one("description", description));
    }

    /// @param field of the policy, `post` for example
    public void policy(String field, String word) {
        JsonObject body = new JsonObject();
        body.add("policy", one(field, word));
        change("PATCH", body);
    }

    /// @param field of the policy, `slowModeSeconds` for example
    public void policy(String field, Duration time) {
        JsonObject policy = new JsonObject();
        policy.addProperty(field, time.toSeconds());
        JsonObject body = new JsonObject();
        body.add("policy", policy);
        change("PATCH", body);
    }

    /// The token of a new link, which is shown this once.
    public String invite() {
        return text(change("POST", NOTHING, "invites"), "token");
    }

    public void pin(long seq) {
        change("PUT", NOTHING, "messages", Long.toString(seq), "pin");
    }

    public void unpin(long seq) {
        change("DELETE", NOTHING, "messages", Long.toString(seq), "pin");
    }

    private JsonObject change(String method, JsonObject body, String... rest) {
        String[] path = new String[3 + rest.length];
        path[0] = "v1";
        path[1] = "conversations";
        path[2] = conversationId;
        System.arraycopy(rest, 0, path, 3, rest.length);
        return calls.change(method, body, path);
    }

    private static JsonObject one(String name, String value) {
        JsonObject body = new JsonObject();
        body.addProperty(name, value);
        return body;
    }
}
