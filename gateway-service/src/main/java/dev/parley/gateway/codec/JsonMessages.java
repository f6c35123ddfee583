package dev.parley.gateway.codec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Fills a message from JSON values by the proto3 JSON mapping, for the field types that clients send: strings, 64-
/// and 32-bit integers, booleans, messages, lists and maps of them. Unknown names are ignored.
final class JsonMessages {

    private static final int LONGEST_NUMBER = 40;
    private static final Map<Descriptor, Map<String, FieldDescriptor>> NAMES = new ConcurrentHashMap<>();

    private JsonMessages() {}

    /// @throws WrongValueException if a value does not fit its field
    static void fill(Message.Builder builder, Object value) {
        Map<?, ?> members = object(value);
        Map<String, FieldDescriptor> names = names(builder.getDescriptorForType());
        Set<Object> filled = new HashSet<>(2 * members.size());
        for (Map.Entry<?, ?> member : members.entrySet()) {
            FieldDescriptor field = names.get(member.getKey());
            Object content = member.getValue();
            if (field == null || content == JsonTree.NULL || content == null) {
                continue;
            }
            // Two spellings of one name, or two alternatives.
            OneofDescriptor oneof = field.getContainingOneof();
            if (!filled.add(oneof == null ? field : oneof)) {
                throw new WrongValueException(field.getJsonName() + " or its alternative is there twice");
            }
            fillField(builder, field, content);
        }
    }

    /// Fields by their JSON names and their schema names; the mapping allows both.
    static Map<String, FieldDescriptor> names(Descriptor type) {
        return NAMES.computeIfAbsent(type, descriptor -> {
            Map<String, FieldDescriptor> names = new HashMap<>();
            for (FieldDescriptor field : descriptor.getFields()) {
                names.put(field.getName(), field);
                names.put(field.getJsonName(), field);
            }
            return Map.copyOf(names);
        });
    }

    /// The text holds half of a surrogate pair: no Unicode text, and no UTF-8 could carry it.
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return true;
            }
            i++;
        }
        return false;
    }

    private static void fillField(Message.Builder builder, FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            fillMap(builder, field, value);
        } else if (field.isRepeated()) {
            for (Object element : list(value)) {
                builder.addRepeatedField(field, single(builder, field, element));
            }
        } else {
            builder.setField(field, single(builder, field, value));
        }
    }

    private static void fillMap(Message.Builder builder, FieldDescriptor field, Object value) {
        FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
        object(value).forEach((key, content) -> {
            Message.Builder entry = builder.newBuilderForField(field);
            entry.setField(keyField, single(entry, keyField, key));
            entry.setField(valueField, single(entry, valueField, content));
            builder.addRepeatedField(field, entry.build());
        });
    }

    private static Object single(Message.Builder builder, FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case STRING -> string(field, value);
            case LONG -> integer(field, value, Long.MIN_VALUE, Long.MAX_VALUE);
            case INT -> (int) integer(field, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BOOLEAN -> {
                if (value instanceof Boolean flag) {
                    yield flag;
                }
                throw new WrongValueException(field.getJsonName() + " is no boolean");
            }
            case MESSAGE -> {
                Message.Builder nested = builder.newBuilderForField(field);
                fill(nested, value);
                yield nested.build();
            }
            default -> throw new WrongValueException(field.getJsonName() + " cannot be sent by a client");
        };
    }

    private static String string(FieldDescriptor field, Object value) {
        if (!(value instanceof String text)) {
            throw new WrongValueException(field.getJsonName() + " is no string");
        }
        if (hasLoneSurrogate(text)) {
            throw new WrongValueException(field.getJsonName() + " holds a lone surrogate");
        }
        return text;
    }

    private static long integer(FieldDescriptor field, Object value, long min, long max) {
        String text = switch (value) {
            case JsonTree.Num number -> number.text();
            case String string -> string;
            default -> throw new WrongValueException(field.getJsonName() + " is no number");
        };
        // BigDecimal would take "+5", and a huge text would cost time for nothing.
        if (text.isEmpty() || text.length() > LONGEST_NUMBER || text.charAt(0) == '+') {
            throw new WrongValueException(field.getJsonName() + " is no number");
        }
        try {
            long number = new BigDecimal(text).longValueExact();
            if (number >= min && number <= max) {
                return number;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Answered below like any other number out of range.
        }
        throw new WrongValueException(field.getJsonName() + " is no number of its range");
    }

    private static Map<?, ?> object(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new WrongValueException("not an object where one is expected");
    }

    private static List<?> list(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new WrongValueException("not a list where one is expected");
    }

    /// JSON, but not what the field takes.
    static final class WrongValueException extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final String reason;

        WrongValueException(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
