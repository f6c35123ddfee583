package dev.parley.bench.away;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a device lacks, by conversation; written to a file, because the device is another process.
public record Missed(SortedMap<String, Span> spans) {

    /// @param position the last seq the device holds
    /// @param head the last seq there is
    public record Span(long position, long head) {}

    public Missed {
        spans = new TreeMap<>(spans);
    }

    public long events() {
        return spans.values().stream()
                .mapToLong(span -> span.head() - span.position())
                .sum();
    }

    public void write(Path file) throws IOException {
        Properties properties = new Properties();
        spans.forEach((id, span) -> properties.setProperty(id, span.position() + " " + span.head()));
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    public static Missed read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        SortedMap<String, Span> spans = new TreeMap<>();
        for (Map.Entry<Object, Object> entry : properties.entrySet()) {
            String[] numbers = entry.getValue().toString().split(" ");
            spans.put(entry.getKey().toString(), new Span(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
        }
        return new Missed(spans);
    }
}
