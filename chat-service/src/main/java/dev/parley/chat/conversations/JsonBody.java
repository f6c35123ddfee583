package dev.parley.chat.conversations;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Mentions;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Text;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A request body, read strictly: a field of another type, a lone surrogate, invalid UTF-8 or text after the object is
/// INVALID. Unknown fields are ignored. Numbers of 64 bits may come as strings or as integers, as in the proto3
/// mapping.
public final class JsonBody {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Instant MIN_TIME = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private final JsonNode root;

    private JsonBody(JsonNode root) {
        this.root = root;
    }

    public static JsonBody parse(byte[] bytes) {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw ProblemException.invalid("The body is not JSON.");
        }
        if (!node.isObject()) {
            throw ProblemException.invalid("The body is not a JSON object.");
        }
        return new JsonBody(node);
    }

    boolean has(String field) {
        JsonNode node = root.get(field);
        return node != null && !node.isNull();
    }

    public String text(String field) {
        return optionalText(field).orElseThrow(() -> ProblemException.invalid(field + ": missing"));
    }

    Optional<String> optionalText(String field) {
        JsonNode node = root.get(field);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(string(node, field));
    }

    boolean flag(String field) {
        JsonNode node = root.get(field);
        if (node == null || !node.isBoolean()) {
            throw ProblemException.invalid(field + ": expected true or false");
        }
        return node.booleanValue();
    }

    List<String> texts(String field) {
        JsonNode node = root.get(field);
        if (node == null || !node.isArray()) {
            throw ProblemException.invalid(field + ": expected a list of strings");
        }
        List<String> values = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            values.add(string(element, field));
        }
        return values;
    }

    JsonBody object(String field) {
        JsonNode node = root.get(field);
        if (node == null || !node.isObject()) {
            throw ProblemException.invalid(field + ": expected an object");
        }
        return new JsonBody(node);
    }

    /// 0 if absent; never negative.
    long seq(String field) {
        JsonNode node = root.get(field);
        if (node == null || node.isNull()) {
            return 0;
        }
        long value = integer(node, field);
        if (value < 0) {
            throw ProblemException.invalid(field + ": negative");
        }
        return value;
    }

    /// Named, be it as null.
    boolean names(String field) {
        return root.has(field);
    }

    OptionalInt optionalInt(String field) {
        JsonNode node = root.get(field);
        if (node == null || node.isNull()) {
            return OptionalInt.empty();
        }
        long value = integer(node, field);
        if (value != (int) value) {
            throw ProblemException.invalid(field + ": expected a 32-bit integer");
        }
        return OptionalInt.of((int) value);
    }

    /// RFC 3339.
    Optional<Instant> optionalTime(String field) {
        Optional<String> text = optionalText(field);
        try {
            return text.map(value -> OffsetDateTime.parse(value).toInstant()).map(JsonBody::representable);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(field + ": expected a time as in RFC 3339");
        }
    }

    /// The years 1 to 9999, as in protobuf's timestamps.
    private static Instant representable(Instant time) {
        return time.isBefore(MIN_TIME) ? MIN_TIME : time.isAfter(MAX_TIME) ? MAX_TIME : time;
    }

    /// The content of a message: today text, and nothing else.
    Content content(String field) {
        JsonBody text = object(field).object("text");
        String body = text.text("body");
        if (body.isEmpty() || body.codePoints().allMatch(JsonBody::isUnicodeWhiteSpace)) {
            throw new ProblemException(ErrorCode.EMPTY, "The text is empty.");
        }
        if (body.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_TEXT_BYTES) {
            throw new ProblemException(
                    ErrorCode.TOO_LARGE, "The text is longer than " + ProtocolLimits.MAX_TEXT_BYTES + " bytes.");
        }
        Text content = Text.newBuilder()
                .setBody(body)
                .addAllMentions(text.mentions("mentions"))
                .build();
        if (!Mentions.areSound(content)) {
            throw ProblemException.invalid("mentions: expected up to " + ProtocolLimits.MAX_MENTIONS
                    + " ranges of the text, in order, each of a user or of all");
        }
        return Content.newBuilder().setText(content).build();
    }

    private List<Mention> mentions(String field) {
        if (!has(field)) {
            return List.of();
        }
        JsonNode node = root.get(field);
        if (node == null || !node.isArray()) {
            throw ProblemException.invalid(field + ": expected a list of objects");
        }
        List<Mention> mentions = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            if (!element.isObject()) {
                throw ProblemException.invalid(field + ": expected a list of objects");
            }
            JsonBody mention = new JsonBody(element);
            mentions.add(Mention.newBuilder()
                    .setStart(mention.optionalInt("start").orElse(0))
                    .setLength(mention.optionalInt("length").orElse(0))
                    .setUserId(mention.optionalText("userId").orElse(""))
                    .setAll(mention.has("all") && mention.flag("all"))
                    .build());
        }
        return mentions;
    }

    /// Unicode's White_Space property; Java's own tests leave out the no-break spaces or take in control
    /// characters.
    private static boolean isUnicodeWhiteSpace(int codePoint) {
        return Character.isSpaceChar(codePoint) || (codePoint >= 0x09 && codePoint <= 0x0d) || codePoint == 0x85;
    }

    private static long integer(JsonNode node, String field) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : parseLong(node, field);
    }

    private static long parseLong(JsonNode node, String field) {
        try {
            return Long.parseLong(string(node, field));
        } catch (NumberFormatException e) {
            throw ProblemException.invalid(field + ": expected a 64-bit integer");
        }
    }

    private static String string(@Nullable JsonNode node, String field) {
        if (node == null || !node.isString()) {
            throw ProblemException.invalid(field + ": expected a string");
        }
        String value = node.stringValue();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw ProblemException.invalid(field + ": lone surrogate");
        }
        return value;
    }
}
