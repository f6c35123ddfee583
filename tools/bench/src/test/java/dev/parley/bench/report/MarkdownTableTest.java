package dev.parley.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {

    @Test
    void table_linesUp() {
        MarkdownTable table = new MarkdownTable(List.of("what", "p50"))
                .row("delivery", "2.90")
                .row("ack", "12.1");

        assertThat(table).hasToString("""
                | what     |  p50 |
                |----------|-----:|
                | delivery | 2.90 |
                | ack      | 12.1 |
                """);
    }

    @Test
    void row_refusesAnotherNumberOfCells() {
        assertThatThrownBy(() -> new MarkdownTable(List.of("a", "b")).row("1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
