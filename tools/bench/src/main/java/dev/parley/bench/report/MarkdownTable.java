package dev.parley.bench.report;

import java.util.ArrayList;
import java.util.List;

/// A Markdown table whose columns line up also when read as text. The first column is left-aligned, the others right.
public final class MarkdownTable {

    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public MarkdownTable(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    public MarkdownTable row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells (expected: " + columns.size() + ")");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    public MarkdownTable row(String... cells) {
        return row(List.of(cells));
    }

    @Override
    public String toString() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(3, columns.get(i).length());
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, columns, widths);
        for (int i = 0; i < widths.length; i++) {
            String dashes = "-".repeat(widths[i] + 1);
            text.append('|').append(i == 0 ? dashes + "-" : dashes + ":");
        }
        text.append("|\n");
        rows.forEach(row -> append(text, row, widths));
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> cells, int[] widths) {
        for (int i = 0; i < cells.size(); i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            text.append("| ").append(i == 0 ? cells.get(i) + padding : padding + cells.get(i));
            text.append(' ');
        }
        text.append("|\n");
    }
}
