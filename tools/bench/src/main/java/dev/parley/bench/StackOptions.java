package dev.parley.bench;

import dev.parley.bench.measure.Parts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the stack is. The defaults fit `./parley up --gateways 2`.
final class StackOptions {

    @Option(
            names = "--edge",
            defaultValue = "http://127.0.0.1:8080",
            description = "The edge (default: ${DEFAULT-VALUE}).")
    URI edge = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--gateways",
            split = ",",
            defaultValue = "ws://127.0.0.1:8081,ws://127.0.0.1:8091",
            description = "Gateways; senders connect to the first, receivers are spread from the second on.")
    List<URI> gateways = List.of();

    @Option(
            names = "--redis",
            defaultValue = "redis://127.0.0.1:16379",
            description = "Where commands are counted (default: ${DEFAULT-VALUE}).")
    URI redis = URI.create("redis://127.0.0.1:16379");

    @Option(
            names = "--routers",
            split = ",",
            defaultValue = "http://127.0.0.1:8084",
            description = "All routers, for their metrics (default: ${DEFAULT-VALUE}).")
    List<URI> routers = List.of();

    @Option(
            names = "--run-dir",
            defaultValue = "${sys:parley.root:-.}/.parley/run",
            description = "Where the stack keeps its pid files (default: ${DEFAULT-VALUE}).")
    Path runDirectory = Path.of(".parley/run");

    @Option(names = "--out", description = "Append the result to this Markdown file.")
    @Nullable
    Path out;

    @Option(names = "--title", defaultValue = "", description = "Put before the heading of the result.")
    String title = "";

    Parts parts() {
        return new Parts(runDirectory);
    }

    String heading(String what) {
        return title.isEmpty() ? what : title + ": " + what;
    }
}
