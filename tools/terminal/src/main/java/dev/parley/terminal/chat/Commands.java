package dev.parley.terminal.chat;

import dev.parley.client.ParleyClient;
import dev.parley.client.rest.ParleyRest;
import dev.parley.client.rest.RestException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a typed line does.
public final class Commands {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final int HISTORY = 20;
    private static final String HELP = """
            /direct bob                 a conversation with bob, begun if there is none
            /group "Team" bob carol     a new group
            /list                       all conversations, with what is unread
            /open 2                     by number, id or name
            /history 50                 the newest 50, from the history service, with their numbers
            /edit 7 other words         /delete 7      /react 7 👍      /reply 7 words      /pin 7      /unpin 7
            /add bob   /remove bob   /leave   /role bob admin   /owner bob   /rename "New title"   /describe words
            /policy post admins         add, rename, pin, history, slowModeSeconds, disappearAfterSeconds, …
            /invite                     a token that lets whoever has it in; /join TOKEN
            /block bob   /unblock bob   /blocks   /devices   /revoke alice-web
            /reconnect                  after the server ended the session
            /quit
            Anything else is said in the open conversation. Marks: … on its way, ✓ stored, ✓✓ delivered, ✓✓ (blue) read.""";

    private final Chat chat;
    private final Screen screen;
    private final ParleyClient client;
    private final ParleyRest rest;
    private final RoomCommands roomCommands;

    public Commands(Chat chat, Screen screen, ParleyClient client, ParleyRest rest) {
        this.chat = chat;
        this.screen = screen;
        this.client = client;
        this.rest = rest;
        roomCommands = new RoomCommands(chat, screen, client, rest);
    }

    /// The prompt for the next line.
    public String prompt() {
        return chat.prompt();
    }

    /// False: the person wants to go.
    public boolean handle(String line) {
        if (line.isBlank()) {
            return true;
        }
        if (!line.startsWith("/")) {
            chat.say(line);
            return true;
        }
        List<String> words = words(line);
        try {
            return command(words.getFirst(), words.subList(1, words.size()));
        } catch (RestException | UncheckedIOException e) {
            screen.print("— that did not work: " + e.getMessage());
            return true;
        }
    }

    private boolean command(String name, List<String> arguments) {
        switch (name) {
            case "/quit", "/exit" -> {
                return false;
            }
            case "/help" -> screen.print(HELP);
            case "/list" -> chat.list();
            case "/reconnect" -> {
                client.connect();
                client.retryNow();
            }
            case "/open" -> chat.open(arguments.isEmpty() ? "1" : String.join(" ", arguments));
            case "/direct" -> {
                if (arguments.size() == 1) {
                    chat.show(rest.createDirect(arguments.getFirst()));
                } else {
                    screen.print("/direct bob");
                }
            }
            case "/group" -> {
                if (arguments.isEmpty()) {
                    screen.print("/group \"Team\" bob carol");
                } else {
                    chat.show(rest.createGroup(arguments.getFirst(), arguments.subList(1, arguments.size())));
                }
            }
            case "/history" -> {
                boolean number = !arguments.isEmpty() && arguments.getFirst().matches("[1-9][0-9]{0,2}");
                chat.history(number ? Integer.parseInt(arguments.getFirst()) : HISTORY, rest);
            }
            default -> {
                if (!roomCommands.handle(name, arguments)) {
                    screen.print("No command " + name + "; /help shows them.");
                }
            }
        }
        return true;
    }

    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}
