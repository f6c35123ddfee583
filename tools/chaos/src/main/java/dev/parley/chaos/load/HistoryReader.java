package dev.parley.chaos.load;

import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Entry;
import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads whole conversations as history serves them, oldest first, and keeps them as served: sorting or deduplicating
/// here would hide what the checker looks for.
final class HistoryReader {

    private static final int PAGE = 200;

    private final RestApi rest;

    HistoryReader(RestApi rest) {
        this.rest = rest;
    }

    List<Entry> read(String token, String conversationId) {
        List<Entry> rows = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page =
                    rest.historyAfter(token, conversationId, after, PAGE).join();
            JsonNode items = page.path("items");
            for (JsonNode item : items) {
                rows.add(entry(conversationId, item));
            }
            if (items.isEmpty() || !page.path("hasMore").asBoolean(false)) {
                return rows;
            }
            long last = rows.getLast().seq();
            if (last <= after) {
                // A page that does not advance: what was read so far is the evidence.
                return rows;
            }
            after = last;
        }
    }

    static Entry entry(Event event) {
        return new Entry(
                event.getConversationId(),
                event.getSeq(),
                event.getMessageId(),
                new Device(event.getSender().getUserId(), event.getSender().getDeviceId()),
                event.getClientId(),
                event.getMessage().getContent().getText().getBody(),
                event.hasMessage());
    }

    private static Entry entry(String conversationId, JsonNode item) {
        JsonNode sender = item.path("sender");
        return new Entry(
                item.path("conversationId").asString(conversationId),
                item.path("seq").asLong(0),
                item.path("messageId").asLong(0),
                new Device(
                        sender.path("userId").asString(""),
                        sender.path("deviceId").asString("")),
                item.path("clientId").asString(""),
                item.path("message").path("content").path("text").path("body").asString(""),
                item.has("message"));
    }
}
