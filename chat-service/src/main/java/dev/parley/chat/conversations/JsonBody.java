package dev.parley.chat.conversations;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A request body, read strictly: a field of another type, a lone surrogate, invalid UTF-8 or text after the object is
/// INVALID. Unknown fields are ignored. Numbers of 64 bits may come as strings or as integers, as in the proto3
/// mapping.
public final class JsonBody {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

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
        long value = node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : parseLong(node, field);
        if (value < 0) {
            throw ProblemException.invalid(field + ": negative");
        }
        return value;
    }

    /// The content of a message: today text, and nothing else.
    Content content(String field) {
        String body = object(field).object("text").text("body");
        if (body.isEmpty() || body.codePoints().allMatch(JsonBody::isUnicodeWhiteSpace)) {
            throw new ProblemException(ErrorCode.EMPTY, "The text is empty.");
        }
        if (body.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_TEXT_BYTES) {
            throw new ProblemException(
                    ErrorCode.TOO_LARGE, "The text is longer than " + ProtocolLimits.MAX_TEXT_BYTES + " bytes.");
        }
        return Content.newBuilder().setText(Text.newBuilder().setBody(body)).build();
    }

    /// Unicode's White_Space property; Java's own tests leave out the no-break spaces or take in control
    /// characters.
    private static boolean isUnicodeWhiteSpace(int codePoint) {
        return Character.isSpaceChar(codePoint) || (codePoint >= 0x09 && codePoint <= 0x0d) || codePoint == 0x85;
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
