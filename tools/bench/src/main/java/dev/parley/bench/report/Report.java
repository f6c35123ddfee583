package dev.parley.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Collects the sections of a result, prints them, and appends them to a file if one is given.
public final class Report {

    private final StringBuilder text = new StringBuilder();

    public Report heading(String heading) {
        text.append("\n### ").append(heading).append("\n");
        return this;
    }

    public Report line(String line) {
        text.append("\n").append(line).append("\n");
        return this;
    }

    public Report table(MarkdownTable table) {
        text.append("\n").append(table);
        return this;
    }

    public void publish(@Nullable Path file) throws IOException {
        System.out.println(text);
        if (file != null) {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
