package dev.parley.terminal.login;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;

/// Where the parts of the stack on this machine listen: what `./parley up` wrote down when it started, or the usual
/// ports.
///
/// @param gateways WebSocket URLs of the gateways, `gateway-1` first
/// @param kafka `host:port`
public record LocalStack(String edge, List<String> gateways, String kafka) {

    /// Ports of further instances of a part, as the stack numbers them: 8081, 8091, 8101 …
    private static final int NEXT_INSTANCE = 10;

    /// By the directory of the checkout, which `./parley` gives as the system property `parley.root`.
    public static LocalStack find() {
        Properties stack = new Properties();
        Path file = Path.of(System.getProperty("parley.root", "."), ".parley", "run", "stack.properties");
        if (Files.isReadable(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                stack.load(reader);
            } catch (IOException e) {
                // Just removed by `./parley down`: the usual ports are as good a guess as any.
                stack.clear();
            }
        }
        int gateway = number(stack, "port.gateway", 8081);
        int count = number(stack, "instances.gateway", 2);
        return new LocalStack(
                "http://127.0.0.1:" + number(stack, "port.edge", 8080),
                IntStream.range(0, count)
                        .mapToObj(i -> "ws://127.0.0.1:" + (gateway + i * NEXT_INSTANCE) + "/v1/connect")
                        .toList(),
                "127.0.0.1:" + number(stack, "port.kafka", 19_092));
    }

    private static int number(Properties stack, String name, int otherwise) {
        String value = stack.getProperty(name, "");
        return value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : otherwise;
    }
}
