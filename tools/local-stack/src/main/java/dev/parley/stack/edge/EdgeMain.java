package dev.parley.stack.edge;

import dev.parley.stack.issuer.SigningKey;
import dev.parley.stack.issuer.TokenIssuer;
import dev.parley.stack.process.RunDirectory;
import dev.parley.stack.supervisor.RunningParts;
import dev.parley.stack.supervisor.StackLayout;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(names = "--key", required = true)
    @SuppressWarnings("NullAway.Init") // picocli refuses to run without it
    private Path key;

    @Option(
            names = "--root",
            description = "the repository whose stack this is: for the web app, the operator's page and the plug")
    private @Nullable Path root;

    public static void main(String[] args) {
        System.exit(new CommandLine(new EdgeMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        TokenIssuer issuer =
                new TokenIssuer(SigningKey.load(key), "http://127.0.0.1:" + port, "parley", Clock.systemUTC());
        try (EdgeProxy edge = new EdgeProxy(port, new Upstreams(gateways, chats, histories), pages(issuer))) {
            System.out.println("edge listens port=" + edge.port());
            edge.awaitClose();
        }
        return 0;
    }

    private LocalPages pages(TokenIssuer issuer) {
        if (root == null) {
            Path nowhere = Path.of("/nonexistent");
            return new LocalPages(
                    issuer,
                    new StaticFiles(nowhere),
                    new Plug(List.of(), nowhere, new RunDirectory(nowhere)),
                    new OpsPages(List::of));
        }
        StackLayout layout = new StackLayout(root);
        return new LocalPages(
                issuer,
                new StaticFiles(root),
                new Plug(gateways, root, new RunDirectory(layout.run())),
                new OpsPages(new RunningParts(layout)));
    }
}
