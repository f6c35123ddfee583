package dev.parley.stack.backend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A settings file of a server, kept as a resource beside this class with `${name}` where the stack decides.
final class Template {

    private Template() {}

    static Path write(String resource, Path directory, Map<String, ?> values) throws IOException {
        String text;
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("resource " + resource + " is missing from the local stack");
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (Map.Entry<String, ?> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", String.valueOf(value.getValue()));
        }
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve(resource), text);
    }
}
