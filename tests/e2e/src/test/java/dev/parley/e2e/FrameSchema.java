package dev.parley.e2e;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Frame;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes `docs/api/frames.schema.json` from the protobuf schema: its proto3 JSON mapping as JSON Schema 2020-12. One
/// definition for each message, one `…Frame` for each body, and what each side may send. It describes what the server
/// sends and what a client should; that numbers may come as integers too, and unknown fields at all, is left out.
final class FrameSchema {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String DEFS = "#/$defs/";

    /// Bodies from 40 on are the server's, below the client's; this one is both's.
    private static final int FIRST_OF_SERVER = 40;

    private static final String OF_BOTH = "typing";

    private static final List<String> WHO = List.of("all", "admins");
    private static final List<String> ROLES = List.of("owner", "admin", "member");

    /// What protobuf has as plain strings. Who gets a word that is not here got it from a newer server.
    private static final Map<String, List<String>> WORDS = Map.ofEntries(
            Map.entry("Member.role", ROLES),
            Map.entry("RoleChanged.role", ROLES),
            Map.entry("Created.kind", List.of("direct", "group")),
            Map.entry("Policy.history", List.of("joined", "all")),
            Map.entry("Policy.post", WHO),
            Map.entry("Policy.add", WHO),
            Map.entry("Policy.rename", WHO),
            Map.entry("Policy.pin", WHO),
            Map.entry("Presence.status", List.of("online", "away", "offline")),
            Map.entry("Refused.code", errorCodes()),
            Map.entry("Error.code", errorCodes()));

    private final ProtoComments comments;
    private final Properties fields = new Properties();

    /// @param source the text of `frames.proto`, for its comments
    FrameSchema(String source) {
        comments = new ProtoComments(source);
        try (Reader reader = new InputStreamReader(
                FrameSchema.class.getResourceAsStream("/frame-fields.properties"), StandardCharsets.UTF_8)) {
            fields.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> clientBodies() {
        return bodies(true);
    }

    static List<String> serverBodies() {
        return bodies(false);
    }

    String write() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Parley frames");
        root.put(
                "description",
                "The JSON form of frames.proto (subprotocol parley.v1.json), generated from it. 64-bit numbers are strings of"
                        + " digits, times RFC 3339, and what has its default value (0, false, empty) is absent.");
        ObjectNode defs = root.putObject("$defs");
        side(defs, "ClientFrame", "What a client sends: exactly one body.", clientBodies());
        side(defs, "ServerFrame", "What a client is sent: exactly one body.", serverBodies());
        for (FieldDescriptor body : bodies()) {
            frame(defs, body);
        }
        for (Descriptor message : Frame.getDescriptor().getFile().getMessageTypes()) {
            if (message != Frame.getDescriptor()) {
                message(defs, message);
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static List<FieldDescriptor> bodies() {
        return Frame.getDescriptor().getOneofs().getFirst().getFields();
    }

    private static List<String> bodies(boolean client) {
        return bodies().stream()
                .filter(body -> client == body.getNumber() < FIRST_OF_SERVER
                        || body.getName().equals(OF_BOTH))
                .map(FieldDescriptor::getJsonName)
                .toList();
    }

    private static void side(ObjectNode defs, String name, String description, List<String> bodies) {
        ObjectNode side = defs.putObject(name).put("description", description);
        ArrayNode one = side.putArray("oneOf");
        bodies.forEach(body -> one.addObject().put("$ref", DEFS + body + "Frame"));
    }

    private void frame(ObjectNode defs, FieldDescriptor body) {
        ObjectNode frame = defs.putObject(body.getJsonName() + "Frame").put("type", "object");
        frame.putArray("required").add(body.getJsonName());
        ObjectNode properties = frame.putObject("properties");
        properties
                .putObject("id")
                .put("type", "string")
                .put("description", "Chosen by whoever sends a request; the reply names it in `re`.");
        properties.putObject("re").put("type", "string").put("description", "The `id` of the request this answers.");
        properties
                .putObject(body.getJsonName())
                .put("$ref", DEFS + body.getMessageType().getName());
    }

    private void message(ObjectNode defs, Descriptor message) {
        ObjectNode node = defs.putObject(message.getName()).put("type", "object");
        describe(node, comments.of(message.getName()));
        ObjectNode properties = node.putObject("properties");
        for (FieldDescriptor field : message.getFields()) {
            ObjectNode property = properties.putObject(field.getJsonName());
            if (field.isMapField()) {
                property.put("type", "object");
                value(
                        property.putObject("additionalProperties"),
                        field.getMessageType().findFieldByName("value"));
            } else if (field.isRepeated()) {
                property.put("type", "array");
                value(property.putObject("items"), field);
            } else {
                value(property, field);
            }
            describe(property, meaning(message, field));
        }
    }

    private String meaning(Descriptor message, FieldDescriptor field) {
        String comment = comments.of(message.getName() + "." + field.getName());
        String anywhere = fields.getProperty(field.getJsonName(), "");
        return comment.isEmpty()
                ? fields.getProperty(message.getName() + "." + field.getJsonName(), anywhere)
                : comment;
    }

    private static void value(ObjectNode node, FieldDescriptor field) {
        switch (field.getJavaType()) {
            case STRING -> words(node.put("type", "string"), field);
            case BOOLEAN -> node.put("type", "boolean");
            case INT -> numbers(node.put("type", "integer").put("format", "int32"), field);
            case LONG -> node.put("type", "string").put("pattern", "^[0-9]{1,19}$");
            case MESSAGE -> {
                if (field.getMessageType() == Timestamp.getDescriptor()) {
                    node.put("type", "string").put("format", "date-time");
                } else {
                    node.put("$ref", DEFS + field.getMessageType().getName());
                }
            }
            case FLOAT, DOUBLE, ENUM, BYTE_STRING ->
                throw new IllegalStateException(field.getFullName() + ": how does this look in JSON?");
        }
    }

    private static void words(ObjectNode node, FieldDescriptor field) {
        List<String> words = WORDS.get(field.getContainingType().getName() + "." + field.getName());
        if (words != null) {
            ArrayNode values = node.putArray("enum");
            words.forEach(values::add);
        }
    }

    private static void numbers(ObjectNode node, FieldDescriptor field) {
        if (field.getFullName().equals("parley.v1.Close.code")) {
            ArrayNode values = node.putArray("enum");
            Arrays.stream(CloseCode.values()).forEach(code -> values.add(code.code()));
        }
    }

    private static void describe(ObjectNode node, String comment) {
        if (!comment.isEmpty()) {
            node.put("description", comment);
        }
    }

    private static List<String> errorCodes() {
        return Arrays.stream(ErrorCode.values()).map(Enum::name).toList();
    }
}
