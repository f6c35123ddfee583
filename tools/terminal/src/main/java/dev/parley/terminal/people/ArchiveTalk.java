package dev.parley.terminal.people;

import dev.parley.terminal.wording.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// The talk of an old room: any number of messages, the same ones for the same people in every run.
final class ArchiveTalk {

    private static final long SEED = 20_261_124L;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Phrases phrases = Phrases.read("/people/archive.txt");
    private final List<Person> people;

    /// @param userId who says it
    /// @param name as others call them
    record Person(String userId, String name) {}

    private ArchiveTalk(List<Person> people) {
        this.people = people;
    }

    static List<Step> generate(List<Person> people, int count) {
        return new ArchiveTalk(people).write(count);
    }

    private List<Step> write(int count) {
        List<Step> steps = new ArrayList<>(count);
        int speaker = 0;
        for (int number = 1; number <= count; number++) {
            // Two of three times somebody else goes on; an answer is never one's own.
            boolean other = random.nextInt(3) > 0;
            if (other) {
                speaker = (speaker + 1 + random.nextInt(people.size() - 1)) % people.size();
            }
            String section = other && number > 1 && random.nextInt(2) == 0 ? "answer" : "say";
            steps.add(new Step.Say(people.get(speaker).userId(), text(section, speaker), 0));
        }
        return steps;
    }

    private String text(String section, int speaker) {
        String text = phrase(section, speaker);
        return random.nextInt(5) == 0 ? text + " " + phrase("more", speaker) : text;
    }

    private String phrase(String section, int speaker) {
        int other = (speaker + 1 + random.nextInt(people.size() - 1)) % people.size();
        String text = pick(section)
                .replace("{who}", people.get(other).name())
                .replace("{n}", Integer.toString(2 + random.nextInt(48)))
                .replace("{place}", pick("place"))
                .replace("{thing}", pick("thing"))
                .replace("{time}", pick("time"));
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private String pick(String section) {
        List<String> some = phrases.section(section);
        return some.get(random.nextInt(some.size()));
    }
}
