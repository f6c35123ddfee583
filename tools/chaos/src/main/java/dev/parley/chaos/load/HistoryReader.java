package dev.parley.chaos.load;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.parley.bench.wire.RestApi;
import dev.parley.bench.wire.RestProblem;
import dev.parley.chaos.check.Change;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Entry;
import dev.parley.chaos.check.Told;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.Page;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// Reads whole conversations as REST serves them and keeps them as served: sorting or deduplicating here would hide
/// what the checker looks for. A page that does not advance ends a reading: what was read so far is the evidence.
final class HistoryReader {

    private static final int PAGE = 200;
    private static final int NOT_FOUND = 404;
    private static final JsonFormat.Parser JSON = JsonFormat.parser().ignoringUnknownFields();

    private final RestApi rest;

    HistoryReader(RestApi rest) {
        this.rest = rest;
    }

    /// Oldest first, from the start to the head.
    List<Entry> read(String token, String conversationId) {
        List<Entry> rows = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page =
                    rest.historyAfter(token, conversationId, after, PAGE).join();
            rows.addAll(items(page));
            long last = rows.isEmpty() ? 0 : rows.getLast().seq();
            if (last <= after || !page.path("hasMore").asBoolean(false)) {
                return rows;
            }
            after = last;
        }
    }

    /// The three ways to a conversation; each reading goes into the record.
    void readAll(Device by, String token, String conversationId, Recorder recorder) {
        record(by, conversationId, "history", () -> read(token, conversationId), recorder);
        record(by, conversationId, "history, newest first", () -> newest(token, conversationId), recorder);
        List<Entry> synced = sync(token, conversationId);
        // Sync passes over what is not there for a user in silence.
        recorder.write(
                nanos -> new Told.Read(by, conversationId, "sync", !synced.isEmpty(), List.copyOf(synced), nanos));
    }

    static Entry entry(Event event) {
        return new Entry(
                event.getConversationId(),
                event.getSeq(),
                event.getMessageId(),
                new Device(event.getSender().getUserId(), event.getSender().getDeviceId()),
                event.getClientId(),
                event.getMessage().getContent().getText().getBody(),
                event.hasMessage(),
                change(event));
    }

    private static Change change(Event event) {
        return switch (event.getKindCase()) {
            case CREATED ->
                Change.joined(event.getCreated().getMembersList().stream()
                        .map(Member::getUserId)
                        .toList());
            case MEMBERS_ADDED -> Change.joined(event.getMembersAdded().getUserIdsList());
            case MEMBER_REMOVED -> Change.left(event.getMemberRemoved().getUserId());
            case MEMBER_LEFT -> Change.left(event.getMemberLeft().getUserId());
            default -> Change.NONE;
        };
    }

    private static void record(
            Device by, String conversationId, String how, Supplier<List<Entry>> reading, Recorder recorder) {
        Optional<List<Entry>> rows = found(reading);
        recorder.write(
                nanos -> new Told.Read(by, conversationId, how, rows.isPresent(), rows.orElse(List.of()), nanos));
    }

    private static Optional<List<Entry>> found(Supplier<List<Entry>> reading) {
        try {
            return Optional.of(List.copyOf(reading.get()));
        } catch (CompletionException e) {
            if (e.getCause() instanceof RestProblem problem && problem.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private List<Entry> newest(String token, String conversationId) {
        List<Entry> rows = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page =
                    rest.historyNewest(token, conversationId, cursor, PAGE).join();
            List<Entry> items = items(page);
            rows.addAll(items);
            cursor = page.path("nextCursor").asString("");
            if (items.isEmpty() || cursor.isEmpty() || !page.path("hasMore").asBoolean(false)) {
                return rows.reversed();
            }
        }
    }

    private List<Entry> sync(String token, String conversationId) {
        List<Entry> rows = new ArrayList<>();
        long position = 0;
        while (true) {
            Page.Builder page = Page.newBuilder();
            merge(rest.sync(token, conversationId, position, PAGE).join(), page);
            page.getEventsList().forEach(event -> rows.add(entry(event)));
            long last = position;
            for (Event event : page.getEventsList()) {
                last = Math.max(last, event.getSeq());
            }
            if (last <= position || !page.getMore()) {
                return rows;
            }
            position = last;
        }
    }

    private static List<Entry> items(JsonNode page) {
        List<Entry> items = new ArrayList<>();
        for (JsonNode item : page.path("items")) {
            Event.Builder event = Event.newBuilder();
            merge(item, event);
            items.add(entry(event.build()));
        }
        return items;
    }

    private static void merge(JsonNode json, Message.Builder into) {
        try {
            JSON.merge(json.toString(), into);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }
}
