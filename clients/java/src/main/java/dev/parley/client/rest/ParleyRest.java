package dev.parley.client.rest;

import static dev.parley.client.rest.RestCalls.array;
import static dev.parley.client.rest.RestCalls.elements;
import static dev.parley.client.rest.RestCalls.flag;
import static dev.parley.client.rest.RestCalls.number;
import static dev.parley.client.rest.RestCalls.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.client.ClientRuntime;
import dev.parley.client.TokenProvider;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Receipt;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;

/// The REST calls a client needs beside its socket. Blocking; any thread. A call is repeated while the server is not
/// reachable or says `UNAVAILABLE`, for about 6 s; that is harmless. Other problems are a {@link RestException}
/// at once.
public final class ParleyRest {

    private static final JsonFormat.Parser EVENTS = JsonFormat.parser().ignoringUnknownFields();

    private final RestCalls calls;

    /// `base` is `http://host:port` of the edge.
    public ParleyRest(ClientRuntime runtime, String base, TokenProvider tokens, String deviceId) {
        calls = new RestCalls(runtime, base, tokens, deviceId);
    }

    /// What is done to a group.
    public GroupRest group(String conversationId) {
        return new GroupRest(calls, conversationId);
    }

    /// Whom the caller blocks.
    public BlocksRest blocks() {
        return new BlocksRest(calls);
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
            HttpUrl.Builder url = calls.url("v1", "conversations").addQueryParameter("limit", "100");
            if (!cursor.isEmpty()) {
                url.addQueryParameter("cursor", cursor);
            }
            JsonObject page = calls.get(url.build());
            elements(page, "items").forEach(item -> all.add(summary(item.getAsJsonObject())));
            cursor = text(page, "nextCursor");
            more = flag(page, "hasMore") && !cursor.isEmpty();
        }
        return all;
    }

    public ConversationSummary conversation(String conversationId) {
        HttpUrl url = calls.url("v1", "conversations", conversationId).build();
        return summary(calls.get(url));
    }

    /// Lets the caller into the group that this invite is of.
    public ConversationSummary join(String token) {
        JsonObject body = new JsonObject();
        body.addProperty("token", token);
        return summary(calls.change("POST", body, "v1", "conversations", "join"));
    }

    /// How far each member has received and read, as far as the caller may see it; page by page. What a
    /// device was not told while it was away, it learns from here.
    public List<Receipt> receipts(String conversationId) {
        List<Receipt> all = new ArrayList<>();
        String cursor = "";
        boolean more = true;
        while (more) {
            HttpUrl.Builder url =
                    calls.url("v1", "conversations", conversationId, "receipts").addQueryParameter("limit", "200");
            if (!cursor.isEmpty()) {
                url.addQueryParameter("cursor", cursor);
            }
            JsonObject page = calls.get(url.build());
            for (JsonElement item : elements(page, "items")) {
                JsonObject marks = item.getAsJsonObject();
                all.add(Receipt.newBuilder()
                        .setConversationId(conversationId)
                        .setUserId(text(marks, "userId"))
                        .setDeliveredSeq(number(marks, "deliveredSeq"))
                        .setReadSeq(number(marks, "readSeq"))
                        .build());
            }
            cursor = text(page, "nextCursor");
            more = flag(page, "hasMore") && !cursor.isEmpty();
        }
        return all;
    }

    /// Whether others see how far this user has read, and this user how far others have. Heeded everywhere
    /// within ten seconds.
    public void showReadReceipts(boolean shown) {
        JsonObject body = new JsonObject();
        body.addProperty("readReceipts", shown);
        calls.change("PUT", body, "v1", "users", "me", "settings");
    }

    /// The newest `limit` items, newest first.
    public HistoryPage newest(String conversationId, int limit) {
        return history(history(conversationId, limit).build());
    }

    /// The items below `seq`, newest first: what a skip left out, page by page.
    public HistoryPage before(String conversationId, long seq, int limit) {
        return history(history(conversationId, limit)
                .addQueryParameter("before", Long.toString(seq))
                .build());
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
        JsonObject page = calls.get(calls.url("v1", "devices").build());
        List<DeviceSummary> devices = new ArrayList<>();
        elements(page, "items").forEach(item -> devices.add(device(item.getAsJsonObject())));
        return devices;
    }

    public DeviceSummary renameDevice(String id, String name) {
        JsonObject body = new JsonObject();
        body.addProperty("name", name);
        return device(calls.change("PATCH", body, "v1", "devices", id));
    }

    /// Takes a device off the list; its socket closes with 4503 and its client stays away until its user asks.
    public void revokeDevice(String id) {
        calls.change("DELETE", new JsonObject(), "v1", "devices", id);
    }

    private ConversationSummary create(JsonObject body) {
        return summary(calls.change("POST", body, "v1", "conversations"));
    }

    private HttpUrl.Builder history(String conversationId, int limit) {
        return calls.url("v1", "history", conversationId).addQueryParameter("limit", Integer.toString(limit));
    }

    private HistoryPage history(HttpUrl url) {
        JsonObject page = calls.get(url);
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

    static ConversationSummary summary(JsonObject json) {
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
                number(json, "lastOrdinal"),
                number(json, "unread"),
                number(json, "deliveredSeq"),
                number(json, "readSeq"));
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
}
