package dev.parley.terminal.demo;

import dev.parley.terminal.demo.Cast.Person;
import dev.parley.terminal.demo.Cast.Place;
import dev.parley.terminal.wording.Phrases;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The conversation: who says what, where and from which device. The same for the same number of lines, always.
record Script(List<Line> lines) {

    private static final long SEED = 20_261_124L;
    private static final int LONGEST_TEXT_BYTES = 32_768;

    /// @param device index among the speaker's devices
    record Line(int place, Person speaker, int device, String text) {}

    static Script generate(Cast cast, int count) {
        return new Writer(cast, Phrases.read("/demo/phrases.txt")).write(count);
    }

    private static final class Writer {
        private final SplittableRandom random = new SplittableRandom(SEED);
        private final Cast cast;
        private final Phrases phrases;

        Writer(Cast cast, Phrases phrases) {
            this.cast = cast;
            this.phrases = phrases;
        }

        Script write(int count) {
            List<Line> lines = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                // Every second line is said in the group.
                int place = random.nextInt(2) == 0
                        ? 0
                        : 1 + random.nextInt(cast.places().size() - 1);
                List<Person> members = cast.places().get(place).members();
                Person speaker = members.get(random.nextInt(members.size()));
                int device = random.nextInt(speaker.devices().size());
                lines.add(new Line(place, speaker, device, text(i, cast.places().get(place))));
            }
            return new Script(List.copyOf(lines));
        }

        private String text(int number, Place place) {
            if (number % 1_000 == 500) {
                return longest();
            }
            int dice = random.nextInt(100);
            if (dice < 30) {
                return phrase("openers", place);
            } else if (dice < 62) {
                return phrase("answers", place);
            } else if (dice < 70) {
                return phrase("emoji", place);
            } else if (dice < 80) {
                return phrase("rtl", place);
            } else if (dice < 86) {
                return phrase("wide", place);
            } else if (dice < 94) {
                return phrase("code", place);
            } else if (dice < 98) {
                return phrase("paragraphs", place) + "\n\n" + phrase("paragraphs", place);
            }
            return "  " + phrase("answers", place) + "\t(with blanks around) \n";
        }

        /// As long as the protocol allows, in characters of one to four bytes.
        private String longest() {
            String unit = "0123456789é漢🌊";
            int unitBytes = unit.getBytes(StandardCharsets.UTF_8).length;
            String most = unit.repeat(LONGEST_TEXT_BYTES / unitBytes);
            return most + "x".repeat(LONGEST_TEXT_BYTES % unitBytes);
        }

        private String phrase(String section, Place place) {
            Person other = place.members().get(random.nextInt(place.members().size()));
            return pick(section)
                    .replace("{n}", Integer.toString(2 + random.nextInt(98)))
                    .replace("{who}", other.userId())
                    .replace("{place}", pick("places"));
        }

        private String pick(String section) {
            List<String> some = phrases.section(section);
            return some.get(random.nextInt(some.size()));
        }
    }
}
