package dev.parley.terminal.wording;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The lines of a text file by its sections: `[name]`, then one phrase a line. Blank lines and those that begin with
/// `#` are for the reader of the file.
public record Phrases(Map<String, List<String>> sections) {

    public static Phrases read(String resource) {
        Map<String, List<String>> sections = new HashMap<>();
        List<String> current = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Phrases.class.getResourceAsStream(resource), resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("[") && line.endsWith("]")) {
                    current =
                            sections.computeIfAbsent(line.substring(1, line.length() - 1), absent -> new ArrayList<>());
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    current.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Phrases(sections);
    }

    public List<String> section(String name) {
        return Objects.requireNonNull(sections.get(name), name);
    }
}
