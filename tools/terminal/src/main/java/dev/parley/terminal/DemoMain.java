package dev.parley.terminal;

import dev.parley.terminal.demo.DemoRun;
import dev.parley.terminal.demo.GatewayRestart;
import dev.parley.terminal.login.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./parley demo`: seven people on twelve devices talk over two gateways, one of which is killed on the way; then
/// every device and the history are compared. Exit code 0 if all hold the same, 1 if not, 2 if it could not begin.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "A scripted conversation over two gateways, one of which dies; then the proof that nothing is lost.")
public final class DemoMain implements Callable<Integer> {

    @Option(names = "--edge", description = "Default: the edge of the stack that runs here, http://127.0.0.1:8080.")
    private String edge = LocalStack.find().edge();

    @Option(
            names = "--gateway",
            split = ",",
            description = "WebSocket URLs, gateway-1 first. Default: the gateways of the stack that runs here.")
    private List<String> gateways = LocalStack.find().gateways();

    @Option(names = "--lines", defaultValue = "2400", description = "How much is said. Default: ${DEFAULT-VALUE}.")
    private int lines;

    @Option(names = "--rate", defaultValue = "60", description = "Lines per second. Default: ${DEFAULT-VALUE}.")
    private double linesPerSecond;

    @Option(names = "--no-restart", description = "Leaves the gateways alone.")
    private boolean noRestart;

    @Option(names = "--run", description = "Suffix of this run's people; by default a new one.")
    private @Nullable String run;

    private DemoMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new DemoMain()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (lines < 1 || linesPerSecond <= 0) {
            System.err.println("--lines and --rate must be positive.");
            return 2;
        }
        List<String> reachable = gateways.stream().filter(DemoMain::answers).toList();
        if (reachable.isEmpty()) {
            System.err.println("No gateway answers. Is the stack up? ./parley up");
            return 2;
        }
        if (reachable.size() < gateways.size()) {
            System.out.println("Only " + reachable + " of " + gateways + " answer; the demo goes on with those.");
        }
        String suffix = run != null
                ? run
                : Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36)
                        .toLowerCase(Locale.ROOT);
        var settings = new DemoRun.Settings(edge, reachable, suffix, lines, linesPerSecond);
        try (DemoRun demo = new DemoRun(settings, restart(reachable), System.out)) {
            return demo.run() ? 0 : 1;
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println(
                    "The demo could not go on: " + e.getMessage() + ". What do ./parley status and ./parley logs say?");
            return 2;
        }
    }

    private @Nullable GatewayRestart restart(List<String> reachable) {
        String root = System.getProperty("parley.root");
        if (noRestart || root == null) {
            return null;
        }
        // The last one that answers; its part is named for its place in the list.
        return new GatewayRestart(Path.of(root), "gateway-" + (gateways.indexOf(reachable.getLast()) + 1));
    }

    private static boolean answers(String url) {
        URI uri = URI.create(url);
        int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("wss") ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), port), 2_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
