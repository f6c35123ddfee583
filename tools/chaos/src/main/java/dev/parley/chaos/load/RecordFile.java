package dev.parley.chaos.load;

import dev.parley.chaos.check.Change;
import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.Entry;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Told;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A recording as JSON lines, for whoever has to find out what happened: times in nanoseconds of one clock.
public final class RecordFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RecordFile() {}

    public static void write(Recording recording, Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (FaultWindow fault : recording.faults()) {
                line(out, fields("fault", fault.fromNanos(), "name", fault.name(), "to", fault.toNanos()));
            }
            for (Told told : recording.told()) {
                line(out, fields(told));
            }
            for (List<Entry> rows : recording.history().values()) {
                for (Entry row : rows) {
                    line(out, entry(fields("history", 0), row));
                }
            }
        }
    }

    private static Map<String, Object> fields(Told told) {
        return switch (told) {
            case Told.Sent sent -> command(fields("sent", sent.nanos(), "body", sent.body()), sent.command());
            case Told.Acked acked ->
                command(
                        fields("acked", acked.nanos(), "seq", acked.seq(), "messageId", acked.messageId()),
                        acked.command());
            case Told.Refused refused ->
                command(fields("refused", refused.nanos(), "code", refused.code()), refused.command());
            case Told.Changed changed ->
                change(
                        fields(
                                "changed",
                                changed.nanos(),
                                "at",
                                changed.by().toString(),
                                "conversation",
                                changed.conversationId(),
                                "seq",
                                changed.seq(),
                                "messageId",
                                changed.messageId(),
                                "asked",
                                changed.askedNanos()),
                        changed.change());
            case Told.Unchanged unchanged ->
                fields(
                        "unchanged",
                        unchanged.nanos(),
                        "at",
                        unchanged.by().toString(),
                        "conversation",
                        unchanged.conversationId(),
                        "answer",
                        unchanged.answer());
            case Told.Seen seen ->
                entry(fields("seen", seen.nanos(), "at", seen.device().toString()), seen.entry());
            case Told.HeadTold head ->
                fields(
                        "head",
                        head.nanos(),
                        "at",
                        head.device().toString(),
                        "conversation",
                        head.conversationId(),
                        "seq",
                        head.seq());
            case Told.Skipped gap ->
                fields(
                        "gap",
                        gap.nanos(),
                        "at",
                        gap.device().toString(),
                        "conversation",
                        gap.conversationId(),
                        "from",
                        gap.from(),
                        "to",
                        gap.to());
            case Told.Read read ->
                fields(
                        "read",
                        read.nanos(),
                        "at",
                        read.by().toString(),
                        "conversation",
                        read.conversationId(),
                        "how",
                        read.how(),
                        "found",
                        read.found(),
                        "seqs",
                        read.rows().stream().map(Entry::seq).toList());
            case Told.Applied applied ->
                entry(fields("applied", applied.nanos(), "at", applied.device().toString()), applied.entry());
            case Told.Online online ->
                fields("online", online.nanos(), "at", online.device().toString());
            case Told.Offline offline ->
                fields("offline", offline.nanos(), "at", offline.device().toString());
        };
    }

    private static Map<String, Object> command(Map<String, Object> fields, CommandId command) {
        fields.put("device", command.device().toString());
        fields.put("conversation", command.conversationId());
        fields.put("clientId", command.clientId());
        return fields;
    }

    private static Map<String, Object> entry(Map<String, Object> fields, Entry entry) {
        fields.put("conversation", entry.conversationId());
        fields.put("seq", entry.seq());
        fields.put("messageId", entry.messageId());
        fields.put("sender", entry.sender().toString());
        fields.put("clientId", entry.clientId());
        fields.put("body", entry.body());
        return change(fields, entry.change());
    }

    private static Map<String, Object> change(Map<String, Object> fields, Change change) {
        if (!change.isNone()) {
            fields.put("joined", change.joined());
            fields.put("left", change.left());
        }
        return fields;
    }

    private static Map<String, Object> fields(String kind, long nanos, Object... pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind);
        fields.put("nanos", nanos);
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    private static void line(BufferedWriter out, Map<String, Object> fields) throws IOException {
        out.write(JSON.writeValueAsString(fields));
        out.newLine();
    }
}
