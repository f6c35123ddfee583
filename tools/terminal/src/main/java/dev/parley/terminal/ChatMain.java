package dev.parley.terminal;

import dev.parley.client.ClientRuntime;
import dev.parley.client.ParleyClient;
import dev.parley.client.rest.ConversationSummary;
import dev.parley.client.rest.ParleyRest;
import dev.parley.client.rest.RestException;
import dev.parley.contract.Identifiers;
import dev.parley.terminal.chat.Chat;
import dev.parley.terminal.chat.Commands;
import dev.parley.terminal.chat.LineEditorScreen;
import dev.parley.terminal.chat.PlainScreen;
import dev.parley.terminal.chat.Screen;
import dev.parley.terminal.login.DevTokens;
import dev.parley.terminal.login.LocalStack;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./parley chat USER`: a conversation in the terminal, over the public protocol and nothing else. With piped input
/// it takes lines from there, waits for their acks at the end and leaves.
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description = "A chat in this terminal. /help inside says more.")
public final class ChatMain implements Callable<Integer> {

    private static final long CATCH_UP_MILLIS = 10_000;
    private static final long LAST_WORDS_MILLIS = 10_000;

    @Parameters(index = "0", description = "Who you are; any name will do in the local stack.")
    private String user = "";

    @Option(names = "--device", defaultValue = "terminal", description = "One per open terminal of the same user.")
    private String device = "terminal";

    @Option(names = "--edge", description = "Default: the edge of the stack that runs here, http://127.0.0.1:8080.")
    private String edge = LocalStack.find().edge();

    private ChatMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ChatMain()).execute(args));
    }

    @Override
    public Integer call() {
        if (!Identifiers.isUserId(user)) {
            System.err.println("A user is 1-128 printable ASCII characters without spaces, '/', '{', '}'.");
            return 2;
        }
        DevTokens tokens = new DevTokens(ClientRuntime.shared(), edge, user);
        try {
            tokens.token();
        } catch (IOException e) {
            System.err.println("Nobody answers at " + edge + ". Is the stack up? ./parley up");
            return 1;
        }
        try (Screen screen = screen()) {
            chat(screen, tokens);
        }
        return 0;
    }

    private void chat(Screen screen, DevTokens tokens) {
        Chat chat = new Chat(screen, user);
        ParleyRest rest = new ParleyRest(ClientRuntime.shared(), edge, tokens, device);
        try (ParleyClient client = ParleyClient.builder()
                .url(edge.replaceFirst("^http", "ws") + "/v1/connect")
                .tokenProvider(tokens)
                .deviceId(device)
                .platform("terminal")
                .listener(chat)
                .build()) {
            chat.attach(client);
            Commands commands = new Commands(chat, screen, client, rest);
            catchUp(client, () -> chat.caughtUp(summaries(rest, screen)));
            String line = screen.readLine(commands.prompt());
            while (line != null && commands.handle(line)) {
                line = screen.readLine(commands.prompt());
            }
            await(() -> client.stats().model().pendingCommands() == 0, LAST_WORDS_MILLIS);
        }
    }

    /// Waits a while for the past; if it takes longer, the person may type meanwhile and the list comes when it
    /// comes.
    private static void catchUp(ParleyClient client, Runnable then) {
        var connected = client.connect();
        Thread waiting = Thread.ofVirtual().start(() -> {
            await(() -> connected.isDone() && client.isSettled(), Long.MAX_VALUE);
            then.run();
        });
        try {
            waiting.join(CATCH_UP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Screen screen() {
        Console console = System.console();
        boolean typed = console != null && console.isTerminal();
        return typed ? new LineEditorScreen() : new PlainScreen(System.in, System.out);
    }

    private static List<ConversationSummary> summaries(ParleyRest rest, Screen screen) {
        try {
            return rest.conversations();
        } catch (RestException | UncheckedIOException e) {
            screen.print("— what is unread is not known now: " + e.getMessage());
            return List.of();
        }
    }

    private static void await(BooleanSupplier done, long atMostMillis) {
        long begin = System.nanoTime();
        try {
            while (!done.getAsBoolean() && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(atMostMillis)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
