package dev.parley.gateway.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Strict JSON (RFC 8259) as plain values: `Map`, `List`, `String`, {@link Num}, `Boolean`, {@link #NULL}.
///
/// Syntax decides between closing and answering, so the whole text is read before anything is judged: a text that is
/// JSON but not acceptable (too deep, a name twice) is read to its end and remembered as a {@link #flaw()}.
/// JsonFormat's own parser cannot be used for this: it reads through a lenient Gson reader and takes `{'id':1}` for
/// JSON.
final class JsonTree {

    /// JSON null; proto3 JSON treats it as absent.
    static final Object NULL = new Object();

    /// A number as written.
    record Num(String text) {}

    private static final int MAX_DEPTH = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // The frame's size bounds everything; these must not turn valid JSON into a syntax error.
                    .maxNestingDepth(1 << 17)
                    .maxNumberLength(1 << 17)
                    .maxStringLength(1 << 17)
                    .maxNameLength(1 << 17)
                    .build())
            .build();

    private final JsonParser parser;
    private final Object root;
    private String flaw = "";

    private JsonTree(JsonParser parser) {
        this.parser = parser;
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new NotJsonException();
        }
        this.root = value(first, 1);
        if (parser.nextToken() != null) {
            throw new NotJsonException();
        }
    }

    /// @throws NotJsonException if the text is not one JSON value
    static JsonTree parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new JsonTree(parser);
        } catch (JacksonException e) {
            throw new NotJsonException();
        }
    }

    Object root() {
        return root;
    }

    /// Why the text cannot be taken although it is JSON; empty if it can.
    String flaw() {
        return flaw;
    }

    private Object value(JsonToken token, int depth) {
        return switch (token) {
            case START_OBJECT -> depth > MAX_DEPTH ? tooDeep() : object(depth);
            case START_ARRAY -> depth > MAX_DEPTH ? tooDeep() : array(depth);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getString());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> NULL;
            default -> throw new NotJsonException();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            String name = parser.currentName();
            Object value = value(next(), depth + 1);
            if (members.putIfAbsent(name, value) != null) {
                flaw = "a name twice in one object";
            }
        }
        return members;
    }

    private List<Object> array(int depth) {
        List<Object> elements = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            elements.add(value(token, depth + 1));
        }
        return elements;
    }

    private Object tooDeep() {
        flaw = "nested too deep";
        // Iterative in Jackson, so that no input can exhaust the stack.
        parser.skipChildren();
        return NULL;
    }

    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new NotJsonException();
        }
        return token;
    }

    /// The text is not JSON.
    static final class NotJsonException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotJsonException() {
            super("not JSON", null, false, false);
        }
    }
}
