package dev.parley.terminal;

import com.sun.net.httpserver.HttpServer;
import dev.parley.client.ClientRuntime;
import dev.parley.client.rest.ParleyRest;
import dev.parley.client.rest.RestException;
import dev.parley.contract.Topics;
import dev.parley.log.KafkaSettings;
import dev.parley.terminal.login.DevTokens;
import dev.parley.terminal.login.LocalStack;
import dev.parley.terminal.people.CommandLog;
import dev.parley.terminal.people.EchoBot;
import dev.parley.terminal.people.Neighbours;
import dev.parley.terminal.people.Seeding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The part `people` of the local stack: brings the neighbours' conversations into it, once, and is the user `echo` for
/// as long as it runs. What fails is tried again; it ends when the server does not want the echo any more.
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description = "Conversations to look at and somebody who answers, for a stack on this machine.")
public final class PeopleMain implements Callable<Integer> {

    private static final long AGAIN_AFTER_SECONDS = 5;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    @Option(names = "--edge", description = "Default: the edge of the stack that runs here.")
    private String edge = LocalStack.find().edge();

    @Option(
            names = "--gateway",
            split = ",",
            description = "WebSocket URLs. Default: those of the stack that runs here.")
    private List<String> gateways = LocalStack.find().gateways();

    @Option(names = "--kafka", description = "Default: that of the stack that runs here.")
    private String kafka = LocalStack.find().kafka();

    @Option(
            names = "--port",
            defaultValue = "8086",
            description = "Where it says whether the echo is connected. Default: ${DEFAULT-VALUE}.")
    private int port;

    private final Neighbours neighbours = new Neighbours("");
    private final ClientRuntime runtime = ClientRuntime.shared();
    private volatile @Nullable EchoBot echo;

    private PeopleMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new PeopleMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        serveHealth();
        Thread.ofPlatform().name("seeding").daemon().start(this::seed);
        EchoBot bot = startEcho();
        echo = bot;
        System.out.println("The echo ends: " + bot.stopped().join());
        return 1;
    }

    private void serveHealth() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/health", exchange -> {
            EchoBot bot = echo;
            exchange.sendResponseHeaders(bot != null && bot.isConnected() ? OK : UNAVAILABLE, -1);
            exchange.close();
        });
        server.start();
    }

    private EchoBot startEcho() throws InterruptedException {
        DevTokens tokens = new DevTokens(runtime, edge, neighbours.echo());
        ParleyRest rest = new ParleyRest(runtime, edge, tokens, EchoBot.DEVICE);
        while (true) {
            try {
                return EchoBot.start(runtime, gateways, neighbours.echo(), tokens, rest);
            } catch (RestException | UncheckedIOException e) {
                System.out.println("The echo waits for the stack: " + e.getMessage());
                TimeUnit.SECONDS.sleep(AGAIN_AFTER_SECONDS);
            }
        }
    }

    private void seed() {
        var topics = new KafkaSettings(kafka, "", Topics.LOCAL_CONVERSATION_PARTITIONS);
        try (CommandLog log = new CommandLog(topics)) {
            Seeding seeding = new Seeding(neighbours, Neighbours.ARCHIVE_MESSAGES, log, this::rest, System.out);
            while (true) {
                try {
                    System.out.println("Steps added by this run: " + seeding.run());
                    return;
                } catch (RestException | UncheckedIOException | KafkaException e) {
                    System.out.println("The seeding waits for the stack: " + e.getMessage());
                    TimeUnit.SECONDS.sleep(AGAIN_AFTER_SECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ParleyRest rest(String userId) {
        return new ParleyRest(runtime, edge, new DevTokens(runtime, edge, userId), "seed");
    }
}
