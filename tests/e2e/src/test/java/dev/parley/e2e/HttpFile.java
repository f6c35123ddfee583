package dev.parley.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The requests of a `.http` file, as far as ours use the format: `### title`, `# @name`, a request line, headers, a
/// body,
/// and a script that asserts the status and keeps values of the answer. Anything else is an error: what this reader
/// passed over would be tried by nobody.
final class HttpFile {

    private static final Pattern STATUS = Pattern.compile("response\\.status === (\\d{3})");
    private static final Pattern ASSERT = Pattern.compile("client\\.assert\\((?:" + STATUS + "(?: \\|\\| )?)+\\);");
    private static final Pattern KEEP =
            Pattern.compile("client\\.global\\.set\\(\"(\\w+)\", response\\.body\\.(\\w+)\\);");

    /// @param statuses those that the script takes, the one of a first run at the front
    /// @param kept variables, and the fields of the answer they get
    record Request(
            String name,
            String method,
            String url,
            Map<String, String> headers,
            String body,
            List<Integer> statuses,
            Map<String, String> kept) {}

    private HttpFile() {}

    static List<Request> parse(String text) {
        List<Request> requests = new ArrayList<>();
        String[] sections = text.split("(?m)^### ", -1);
        for (int i = 1; i < sections.length; i++) {
            requests.add(request(sections[i]));
        }
        return requests;
    }

    private static Request request(String section) {
        String[] parts = section.split("(?m)^> \\{%$|^%}$", -1);
        if (parts.length != 3 || !parts[2].isBlank()) {
            throw new IllegalArgumentException("not a request with one script behind it: " + section);
        }
        String[] halves = parts[0].split("\n\n", 2);
        List<String> head = halves[0].lines().skip(1).toList();
        String name = head.getFirst().replace("# @name ", "");
        String[] line = head.get(1).split(" ", 2);
        Map<String, String> headers = new LinkedHashMap<>();
        head.stream().skip(2).forEach(header -> headers.put(header.split(": ", 2)[0], header.split(": ", 2)[1]));
        List<Integer> statuses = new ArrayList<>();
        Map<String, String> kept = new LinkedHashMap<>();
        parts[1].lines().filter(statement -> !statement.isBlank()).forEach(statement -> {
            Matcher keep = KEEP.matcher(statement);
            if (keep.matches()) {
                kept.put(keep.group(1), keep.group(2));
            } else if (ASSERT.matcher(statement).matches()) {
                STATUS.matcher(statement).results().forEach(status -> statuses.add(Integer.valueOf(status.group(1))));
            } else {
                throw new IllegalArgumentException(name + ": not understood: " + statement);
            }
        });
        return new Request(
                name, line[0], line[1], headers, halves.length == 2 ? halves[1].strip() : "", statuses, kept);
    }
}
