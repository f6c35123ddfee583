package dev.parley.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the clients of a run connect, and where its results go.
class ClientOptions {

    @Option(names = "--marks", description = "Clients send `received` marks, as they do by default elsewhere.")
    boolean marks;

    @Option(
            names = "--edge",
            defaultValue = "http://127.0.0.1:8080",
            description = "The edge (default: ${DEFAULT-VALUE}).")
    URI edge = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--gateways",
            split = ",",
            defaultValue = "ws://127.0.0.1:8081,ws://127.0.0.1:8091",
            description = "Gateways; every device knows all and prefers one (default: ${DEFAULT-VALUE}).")
    List<URI> gateways = List.of();

    @Option(
            names = "--records",
            defaultValue = "${sys:parley.root:-.}/.parley/chaos",
            description = "Where recordings go (default: ${DEFAULT-VALUE}).")
    Path records = Path.of(".parley/chaos");

    @Option(names = "--out", description = "Append the table to this Markdown file.")
    @Nullable
    Path out;
}
