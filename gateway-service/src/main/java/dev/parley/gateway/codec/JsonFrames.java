package dev.parley.gateway.codec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.proto.v1.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// The JSON encoding, strict in its syntax and tolerant of names it does not know.
final class JsonFrames {

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private JsonFrames() {}

    static Decoded decode(byte[] bytes) {
        return decode(bytes, (members, flaw) -> List.of(frame(members, flaw))).getFirst();
    }

    /// One frame, or an object of `frames`; Undecodable alone if it is neither.
    static List<Decoded> decodeBatch(byte[] bytes) {
        return decode(
                bytes,
                (members, flaw) -> members.get("frames") instanceof List<?> frames
                        ? frames.stream().map(frame -> element(frame, flaw)).toList()
                        : List.of(frame(members, flaw)));
    }

    private static Decoded element(Object frame, String flaw) {
        return frame instanceof Map<?, ?> members
                ? frame(members, flaw)
                : Decoded.Wrong.invalid("", "", "a frame is an object");
    }

    private static List<Decoded> decode(byte[] bytes, BiFunction<Map<?, ?>, String, List<Decoded>> reading) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return List.of(new Decoded.Undecodable("invalid UTF-8"));
        }
        JsonTree tree;
        try {
            tree = JsonTree.parse(text);
        } catch (JsonTree.NotJsonException e) {
            return List.of(new Decoded.Undecodable("not JSON"));
        }
        return tree.root() instanceof Map<?, ?> members
                ? reading.apply(members, tree.flaw())
                : List.of(new Decoded.Undecodable("not an object"));
    }

    static byte[] encode(Frame frame) {
        try {
            return PRINTER.print(frame).getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a frame holds no Any and always prints", e);
        }
    }

    private static Decoded frame(Map<?, ?> members, String flaw) {
        Object id = members.get("id");
        String re = id instanceof String string && !JsonMessages.hasLoneSurrogate(string) ? string : "";
        if (!flaw.isEmpty()) {
            return Decoded.Wrong.invalid(re, "", flaw);
        }
        if (id != null && id != JsonTree.NULL && (!(id instanceof String) || (re.isEmpty() && !"".equals(id)))) {
            return Decoded.Wrong.invalid("", "", "id is no string");
        }
        FieldDescriptor body = null;
        Object content = JsonTree.NULL;
        for (Map.Entry<?, ?> member : members.entrySet()) {
            FieldDescriptor field = JsonMessages.names(Frame.getDescriptor()).get(member.getKey());
            Object value = member.getValue();
            if (field == null || value == null || value == JsonTree.NULL || !ClientBodies.isBody(field.getNumber())) {
                continue;
            }
            if (body != null) {
                return Decoded.Wrong.invalid(re, "", "more than one body");
            }
            body = field;
            content = value;
        }
        if (body == null || !ClientBodies.mayComeFromClient(body.getNumber())) {
            return new Decoded.Wrong(re, "", "", ErrorCode.UNKNOWN_FRAME, "no body a client sends");
        }
        return body(re, body, content);
    }

    private static Decoded body(String re, FieldDescriptor body, Object content) {
        Frame.Builder frame = Frame.newBuilder().setId(re);
        Message.Builder builder = frame.newBuilderForField(body);
        try {
            JsonMessages.fill(builder, content);
        } catch (JsonMessages.WrongValueException e) {
            return new Decoded.Wrong(
                    re, body.getJsonName(), refusableClientId(body, content), ErrorCode.INVALID, e.reason());
        }
        frame.setField(body, builder.build());
        return new Decoded.Valid(frame.build());
    }

    /// A command whose text alone is wrong because of half a surrogate pair is refused like any other unusable
    /// text.
    private static String refusableClientId(FieldDescriptor body, Object content) {
        if ((body.getNumber() == Frame.SEND_FIELD_NUMBER || body.getNumber() == Frame.EDIT_FIELD_NUMBER)
                && content instanceof Map<?, ?> command
                && command.get("clientId") instanceof String clientId
                && Identifiers.isClientId(clientId)
                && command.get("content") instanceof Map<?, ?> parts
                && parts.get("text") instanceof Map<?, ?> text
                && text.get("body") instanceof String written
                && JsonMessages.hasLoneSurrogate(written)) {
            return clientId;
        }
        return "";
    }
}
