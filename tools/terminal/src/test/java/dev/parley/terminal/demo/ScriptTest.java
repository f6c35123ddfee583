package dev.parley.terminal.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ScriptTest {

    private final Cast cast = Cast.of("test");
    private final Script script = Script.generate(cast, 2_400);

    @Test
    void script_isTheSameEveryTime() {
        assertThat(Script.generate(cast, 2_400)).isEqualTo(script);
    }

    @Test
    void everyPersonSpeaks_fromEveryDevice_inEveryConversation() {
        var speakers = script.lines().stream()
                .map(line -> line.place() + " " + line.speaker().userId() + " " + line.device())
                .collect(Collectors.toSet());
        for (int place = 0; place < cast.places().size(); place++) {
            for (Cast.Person person : cast.places().get(place).members()) {
                for (int device = 0; device < person.devices().size(); device++) {
                    assertThat(speakers).contains(place + " " + person.userId() + " " + device);
                }
            }
        }
    }

    @Test
    void texts_reachFromAWordToTheLimit_inManyScripts() {
        var sizes = script.lines().stream()
                .mapToInt(line -> line.text().getBytes(StandardCharsets.UTF_8).length)
                .summaryStatistics();
        assertThat(sizes.getMin()).isLessThan(5);
        assertThat(sizes.getMax()).isEqualTo(32_768);
        assertThat(script.lines()).noneMatch(line -> line.text().isBlank());
        String all = script.lines().stream().map(Script.Line::text).collect(Collectors.joining());
        assertThat(all).contains("👩‍🚀", "صباح", "בוקר", "港口", "SELECT", "<script>", "e\u0301");
        assertThat(all).doesNotContain("{who}", "{n}", "{place}");
    }
}
