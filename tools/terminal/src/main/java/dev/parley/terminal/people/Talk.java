package dev.parley.terminal.people;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads steps from lines as `people/talk.txt` describes them.
final class Talk {

    private static final Pattern LINE = Pattern.compile(
            "(?<author>[a-z]+)(?: \\[(?<label>[a-z]+)])?(?: (?<verb>reply|react|edit|pin) (?<target>[a-z]+))?: ?(?<text>.*)");

    private Talk() {}

    /// @param userIdOf the user id of a name
    static List<Step> read(List<String> lines, UnaryOperator<String> userIdOf) {
        List<Step> steps = new ArrayList<>();
        Map<String, Integer> labels = new HashMap<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no line of a talk: " + line);
            }
            steps.add(step(matcher, labels, userIdOf));
            if (matcher.group("label") != null) {
                labels.put(matcher.group("label"), steps.size());
            }
        }
        return steps;
    }

    private static Step step(Matcher line, Map<String, Integer> labels, UnaryOperator<String> userIdOf) {
        String author = userIdOf.apply(line.group("author"));
        String text = line.group("text");
        String verb = line.group("verb");
        if (verb == null) {
            return new Step.Say(author, text, 0);
        }
        Integer target = labels.get(line.group("target"));
        if (target == null) {
            throw new IllegalArgumentException("no line has the label of: " + line.group());
        }
        return switch (verb) {
            case "reply" -> new Step.Say(author, text, target);
            case "react" -> new Step.React(author, text, target);
            case "edit" -> new Step.Edit(author, text, target);
            case "pin" -> new Step.Pin(author, target);
            default -> throw new IllegalStateException(verb);
        };
    }
}
