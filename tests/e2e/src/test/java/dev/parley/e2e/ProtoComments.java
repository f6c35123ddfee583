package dev.parley.e2e;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The comments before messages and fields of a `.proto` file, which the compiled descriptors have no longer. Reads the
/// plain shape of our schema: one declaration a line, comments above it.
final class ProtoComments {

    private static final Pattern COMMENT = Pattern.compile("\\s*// ?(.*)");
    private static final Pattern MESSAGE = Pattern.compile("\\s*message (\\w+) \\{(})?");
    private static final Pattern FIELD = Pattern.compile("\\s*(?:repeated |optional )?[\\w.<>, ]+? (\\w+) = \\d+;");

    private final Map<String, String> comments = new HashMap<>();

    ProtoComments(String source) {
        Deque<String> scope = new ArrayDeque<>();
        List<String> above = new ArrayList<>();
        for (String line : source.split("\n", -1)) {
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches()) {
                above.add(comment.group(1));
                continue;
            }
            Matcher message = MESSAGE.matcher(line);
            Matcher field = FIELD.matcher(line);
            if (message.matches()) {
                keep(message.group(1), above);
                if (message.group(2) == null) {
                    scope.push(message.group(1));
                }
            } else if (field.matches() && !scope.isEmpty()) {
                keep(owner(scope) + "." + field.group(1), above);
            } else if (line.endsWith("{")) {
                // A oneof: its fields are the message's.
                scope.push("");
            } else if (line.strip().equals("}")) {
                scope.pop();
            }
            above.clear();
        }
    }

    /// @param name `Message` or `Message.field_name`; empty if there is no comment
    String of(String name) {
        return comments.getOrDefault(name, "");
    }

    private static String owner(Deque<String> scope) {
        return scope.stream().filter(name -> !name.isEmpty()).findFirst().orElseThrow();
    }

    private void keep(String name, List<String> lines) {
        if (!lines.isEmpty()) {
            comments.put(name, String.join(" ", lines));
        }
    }
}
