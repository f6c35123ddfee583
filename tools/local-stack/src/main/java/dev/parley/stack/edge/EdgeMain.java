package dev.parley.stack.edge;

import dev.parley.stack.issuer.SigningKey;
import dev.parley.stack.issuer.TokenIssuer;
import dev.parley.stack.process.RunDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the edge as a process of its own.
@Command(name = "edge")
public final class EdgeMain implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "8080")
    private int port;

    @Option(names = "--gateways", split = ",")
    private List<Integer> gateways = new ArrayList<>();

    @Option(names = "--chats", split = ",")
    private List<Integer> chats = new ArrayList<>();

    @Option(names = "--histories", split = ",")
    private List<Integer> histories = new ArrayList<>();

    @Option(names = "--root", required = true, description = "The repository, for the web app and the parley command.")
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @Option(names = "--run-directory", required = true)
    @SuppressWarnings("NullAway.Init")
    private Path runDirectory;

    @Option(names = "--key", required = true)
    @SuppressWarnings("NullAway.Init") // picocli refuses to run without it
    private Path key;

    public static void main(String[] args) {
        System.exit(new CommandLine(new EdgeMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        TokenIssuer issuer =
                new TokenIssuer(SigningKey.load(key), "http://127.0.0.1:" + port, "parley", Clock.systemUTC());
        LocalPages pages =
                new LocalPages(issuer, new StaticFiles(root), new Plug(gateways, root, new RunDirectory(runDirectory)));
        try (EdgeProxy edge = new EdgeProxy(port, new Upstreams(gateways, chats, histories), pages)) {
            System.out.println("edge listens port=" + edge.port());
            edge.awaitClose();
        }
        return 0;
    }
}
