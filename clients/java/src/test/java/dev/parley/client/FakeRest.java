package dev.parley.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.contract.Identifiers;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;

/// The REST calls that a client makes, over the same log. A token is the user's name.
final class FakeRest {

    private final FakeGateways gateways;

    FakeRest(FakeGateways gateways) {
        this.gateways = gateways;
    }

    MockResponse answer(RecordedRequest request) {
        HttpUrl url = request.getUrl();
        String call = request.getMethod() + " " + url.pathSegments().getFirst() + "/"
                + url.pathSegments().get(1);
        return switch (call) {
            case "POST dev/token" -> {
                JsonObject token = new JsonObject();
                token.addProperty("token", body(request).get("user").getAsString());
                yield json(200, token);
            }
            case "POST v1/conversations" -> json(201, create(user(request), body(request)));
            case "GET v1/conversations" -> json(200, list());
            case "GET v1/history" -> json(200, history(url));
            default -> new MockResponse.Builder().code(404).build();
        };
    }

    private JsonObject create(String creator, JsonObject wanted) {
        List<String> members = new ArrayList<>(List.of(creator));
        wanted.getAsJsonArray("members").forEach(member -> members.add(member.getAsString()));
        Created.Builder created =
                Created.newBuilder().setKind(wanted.get("kind").getAsString());
        members.forEach(member -> created.addMembers(Member.newBuilder().setUserId(member)));
        boolean direct = created.getKind().equals("direct");
        if (!direct) {
            created.setTitle(wanted.get("title").getAsString());
        }
        String id = direct
                ? Identifiers.directConversation(members.get(0), members.get(1))
                : Identifiers.newGroupConversation();
        gateways.begin(id, creator, created.build());
        return summary(id);
    }

    private JsonObject list() {
        JsonArray items = new JsonArray();
        gateways.conversations().forEach(id -> items.add(summary(id)));
        JsonObject page = new JsonObject();
        page.add("items", items);
        return page;
    }

    private JsonObject summary(String id) {
        List<Event> log = gateways.log(id);
        Created created = log.getFirst().getCreated();
        JsonArray members = new JsonArray();
        for (Member member : created.getMembersList()) {
            JsonObject view = new JsonObject();
            view.addProperty("userId", member.getUserId());
            members.add(view);
        }
        JsonObject summary = new JsonObject();
        summary.addProperty("conversationId", id);
        summary.addProperty("kind", created.getKind());
        summary.addProperty("title", created.getTitle());
        summary.add("members", members);
        summary.addProperty("lastSeq", Integer.toString(log.size()));
        return summary;
    }

    /// `after`, oldest first, or the cursor that goes on from there; without either newest first.
    private JsonObject history(HttpUrl url) {
        List<Event> log = gateways.log(url.pathSegments().get(2));
        int limit = Integer.parseInt(Objects.requireNonNull(url.queryParameter("limit")));
        String from = url.queryParameter("cursor") != null ? url.queryParameter("cursor") : url.queryParameter("after");
        List<Event> some = from == null
                ? log.reversed().stream().limit(limit).toList()
                : log.stream().skip(Long.parseLong(from)).limit(limit).toList();
        JsonArray items = new JsonArray();
        for (Event event : some) {
            try {
                items.add(JsonParser.parseString(JsonFormat.printer().print(gateways.forgeHistory.apply(event))));
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
            }
        }
        boolean more = from != null && !some.isEmpty() && some.getLast().getSeq() < log.size();
        JsonObject page = new JsonObject();
        page.add("items", items);
        page.addProperty("hasMore", more);
        if (more) {
            page.addProperty("nextCursor", Long.toString(some.getLast().getSeq()));
        }
        return page;
    }

    private static String user(RecordedRequest request) {
        return Objects.requireNonNull(request.getHeaders().get("Authorization")).substring("Bearer ".length());
    }

    private static JsonObject body(RecordedRequest request) {
        return JsonParser.parseString(Objects.requireNonNull(request.getBody()).utf8())
                .getAsJsonObject();
    }

    private static MockResponse json(int status, JsonObject body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body.toString())
                .build();
    }
}
