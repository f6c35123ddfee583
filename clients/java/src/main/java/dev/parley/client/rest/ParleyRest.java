package dev.parley.client.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.client.ClientRuntime;
import dev.parley.client.TokenProvider;
import dev.parley.proto.v1.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// The REST calls a client needs beside its socket. Blocking; any thread. A call is repeated while the server is not
/// reachable or says `UNAVAILABLE` (at most {@link #ATTEMPTS} times within about 6 s); the `Idempotency-Key` makes the
/// repeat of a POST harmless. Other problems are a {@link RestException} at once.
public final class ParleyRest {

    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final MediaType JSON = MediaType.get("application/json");
    private static final JsonFormat.Parser EVENTS = JsonFormat.parser().ignoringUnknownFields();

    private final OkHttpClient http;
    private final HttpUrl base;
    private final TokenProvider tokens;
    private final String deviceId;

    /// `base` is `http://host:port` of the edge.
    public ParleyRest(ClientRuntime runtime, String base, TokenProvider tokens, String deviceId) {
        this.http =
                runtime.http().newBuilder().callTimeout(Duration.ofSeconds(15)).build();
        this.base = HttpUrl.get(base);
        this.tokens = tokens;
        this.deviceId = deviceId;
    }

    /// The direct conversation with this user, made if there is none.
    public ConversationSummary createDirect(String userId) {
        JsonObject body = new JsonObject();
        body.addProperty("kind", "direct");
        body.add("members", array(List.of(userId)));
        return create(body);
    }

    /// A new group with the caller as its owner.
    public ConversationSummary createGroup(String title, List<String> members) {
        JsonObject body = new JsonObject();
        body.addProperty("kind", "group");
        body.addProperty("title", title);
        body.add("members", array(members));
        return create(body);
    }

    /// All conversations of the caller, page by page.
    public List<ConversationSummary> conversations() {
        List<ConversationSummary> all = new ArrayList<>();
        String cursor = "";
        boolean more = true;
        while (more) {
            HttpUrl.Builder url = url("v1/conversations").addQueryParameter("limit", "100");
            if (!cursor.isEmpty()) {
                url.addQueryParameter("cursor", cursor);
            }
            JsonObject page = call(new Request.Builder().url(url.build()).get());
            elements(page, "items").forEach(item -> all.add(summary(item.getAsJsonObject())));
            cursor = text(page, "nextCursor");
            more = flag(page, "hasMore") && !cursor.isEmpty();
        }
        return all;
    }

    public ConversationSummary conversation(String conversationId) {
        HttpUrl url = url("v1/conversations").addPathSegment(conversationId).build();
        return summary(call(new Request.Builder().url(url).get()));
    }

    /// The newest `limit` items, newest first.
    public HistoryPage newest(String conversationId, int limit) {
        return history(history(conversationId, limit).build());
    }

    /// The items above `seq`, oldest first.
    public HistoryPage after(String conversationId, long seq, int limit) {
        return history(history(conversationId, limit)
                .addQueryParameter("after", Long.toString(seq))
                .build());
    }

    /// Goes on where `page` ended.
    public HistoryPage next(String conversationId, HistoryPage page, int limit) {
        return history(history(conversationId, limit)
                .addQueryParameter("cursor", page.nextCursor())
                .build());
    }

    /// The caller's devices, the most recently used first; ten at most.
    public List<DeviceSummary> devices() {
        JsonObject page =
                call(new Request.Builder().url(url("v1/devices").build()).get());
        List<DeviceSummary> devices = new ArrayList<>();
        elements(page, "items").forEach(item -> devices.add(device(item.getAsJsonObject())));
        return devices;
    }

    public DeviceSummary renameDevice(String id, String name) {
        JsonObject body = new JsonObject();
        body.addProperty("name", name);
        return device(call(new Request.Builder()
                .url(url("v1/devices").addPathSegment(id).build())
                .patch(RequestBody.create(body.toString(), JSON))));
    }

    /// Takes a device off the list; its socket closes with 4503 and its client stays away until its user asks.
    public void revokeDevice(String id) {
        call(new Request.Builder()
                .url(url("v1/devices").addPathSegment(id).build())
                .delete());
    }

    private ConversationSummary create(JsonObject body) {
        return summary(call(new Request.Builder()
                .url(url("v1/conversations").build())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post(RequestBody.create(body.toString(), JSON))));
    }

    private HttpUrl.Builder url(String path) {
        return base.newBuilder().addPathSegments(path);
    }

    private HttpUrl.Builder history(String conversationId, int limit) {
        return url("v1/history").addPathSegment(conversationId).addQueryParameter("limit", Integer.toString(limit));
    }

    private HistoryPage history(HttpUrl url) {
        JsonObject page = call(new Request.Builder().url(url).get());
        List<Event> items = new ArrayList<>();
        for (JsonElement item : elements(page, "items")) {
            Event.Builder event = Event.newBuilder();
            try {
                EVENTS.merge(item.toString(), event);
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
            }
            items.add(event.build());
        }
        return new HistoryPage(items, text(page, "nextCursor"), flag(page, "hasMore"));
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

    private static ConversationSummary summary(JsonObject json) {
        List<ConversationSummary.MemberView> members = new ArrayList<>();
        for (JsonElement element : elements(json, "members")) {
            JsonObject member = element.getAsJsonObject();
            members.add(new ConversationSummary.MemberView(
                    text(member, "userId"), text(member, "role"), number(member, "joinedSeq")));
        }
        return new ConversationSummary(
                text(json, "conversationId"),
                text(json, "kind"),
                text(json, "title"),
                members,
                number(json, "lastSeq"),
                number(json, "unread"));
    }

    private static DeviceSummary device(JsonObject json) {
        return new DeviceSummary(
                text(json, "deviceId"),
                text(json, "name"),
                text(json, "platform"),
                Instant.parse(text(json, "registeredAt")),
                Instant.parse(text(json, "lastUsedAt")),
                flag(json, "current"));
    }

    private static JsonArray array(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    private static JsonArray elements(JsonObject json, String name) {
        return has(json, name) ? json.getAsJsonArray(name) : new JsonArray();
    }

    private static String text(JsonObject json, String name) {
        return has(json, name) ? json.get(name).getAsString() : "";
    }

    /// 64-bit numbers travel as strings; Gson reads both.
    private static long number(JsonObject json, String name) {
        return has(json, name) ? json.get(name).getAsLong() : 0;
    }

    private static boolean flag(JsonObject json, String name) {
        return has(json, name) && json.get(name).getAsBoolean();
    }

    private static boolean has(JsonObject json, String name) {
        return json.has(name) && !json.get(name).isJsonNull();
    }
}
