package dev.parley.terminal.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The proof for one conversation. Everything that is wrong is a line of its own; no line is a pass.
final class Verdict {

    /// What a device meant to say, in its order.
    record Said(String speaker, String clientId, String textHash) {}

    private static final int MOST_TOLD = 5;

    private final List<String> wrong = new ArrayList<>();

    /// The history is dense, says every line once with its text, and each device's lines in the order they were
    /// said.
    static List<String> ofHistory(String who, List<Held> history, List<Said> said) {
        Verdict verdict = new Verdict();
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).seq() != i + 1L) {
                verdict.wrong.add(
                        who + ": item " + (i + 1) + " has seq " + history.get(i).seq());
                break;
            }
        }
        Map<String, Integer> placeOf = new HashMap<>();
        for (int i = 0; i < history.size(); i++) {
            Held held = history.get(i);
            if (held.kind().equals("MESSAGE") && placeOf.put(held.clientId(), i) != null) {
                verdict.wrong.add(who + ": " + held.clientId() + " stands twice, again at seq " + held.seq());
            }
        }
        Map<String, Integer> lastOf = new HashMap<>();
        for (Said line : said) {
            Integer place = placeOf.remove(line.clientId());
            if (place == null) {
                verdict.wrong.add(who + ": " + line.clientId() + " of " + line.speaker() + " is missing");
                continue;
            }
            if (!history.get(place).textHash().equals(line.textHash())) {
                verdict.wrong.add(
                        who + ": other text at seq " + history.get(place).seq());
            }
            if (!history.get(place).speaker().equals(line.speaker())) {
                verdict.wrong.add(
                        who + ": other speaker at seq " + history.get(place).seq());
            }
            if (lastOf.getOrDefault(line.speaker(), -1) > place) {
                verdict.wrong.add(who + ": " + line.speaker() + " out of order at seq "
                        + history.get(place).seq());
            }
            lastOf.put(line.speaker(), place);
        }
        if (!placeOf.isEmpty()) {
            verdict.wrong.add(who + ": " + placeOf.size() + " messages that nobody said");
        }
        return verdict.told();
    }

    /// The two hold the same, item by item.
    static List<String> same(String who, List<Held> held, List<Held> expected) {
        Verdict verdict = new Verdict();
        if (held.size() != expected.size()) {
            verdict.wrong.add(who + ": holds " + held.size() + " (expected: " + expected.size() + ")");
        }
        for (int i = 0; i < Math.min(held.size(), expected.size()); i++) {
            if (!held.get(i).equals(expected.get(i))) {
                verdict.wrong.add(
                        who + ": item " + (i + 1) + " is " + held.get(i) + " (expected: " + expected.get(i) + ")");
                break;
            }
        }
        return verdict.told();
    }

    private List<String> told() {
        if (wrong.size() <= MOST_TOLD) {
            return List.copyOf(wrong);
        }
        List<String> some = new ArrayList<>(wrong.subList(0, MOST_TOLD));
        some.add("… and " + (wrong.size() - MOST_TOLD) + " more");
        return some;
    }
}
