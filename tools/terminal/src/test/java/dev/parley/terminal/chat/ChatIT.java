package dev.parley.terminal.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.client.ClientRuntime;
import dev.parley.client.FakeGateways;
import dev.parley.client.ParleyClient;
import dev.parley.client.rest.ParleyRest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two people and what stands on their screens.
@Timeout(60)
final class ChatIT {

    private final FakeGateways gateways = new FakeGateways(1);
    private final List<ParleyClient> clients = new ArrayList<>();

    private static final class Recorded implements Screen {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable String readLine(String prompt) {
            return null;
        }

        @Override
        public void print(String text) {
            lines.add(text);
        }

        @Override
        public int printOwn(Mark mark, String text) {
            lines.add(mark.sign() + " " + text);
            return lines.size() - 1;
        }

        @Override
        public void mark(int line, Mark mark, String what) {
            lines.add(mark.sign() + " " + what);
        }

        @Override
        public void close() {}

        boolean shows(String text) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }
    }

    @AfterEach
    void end() {
        clients.forEach(ParleyClient::close);
        gateways.close();
    }

    @Test
    void twoPeople_talk_andSeeWhatBecameOfTheirLines() {
        Recorded aliceScreen = new Recorded();
        Recorded bobScreen = new Recorded();
        Commands alice = sit("alice", aliceScreen);
        Commands bob = sit("bob", bobScreen);

        alice.handle("/direct bob");
        alice.handle("hello bob!");
        await().until(() -> aliceScreen.shows("✓  #2 sent"));
        await().until(() -> bobScreen.shows("[alice] --:-- alice: hello bob!"));
        bob.handle("/open alice");
        bob.handle("hello yourself");

        await().until(() -> aliceScreen.shows("bob: hello yourself"));
        assertThat(aliceScreen.lines).contains("…  alice: hello bob!");
        assertThat(bob.prompt()).isEqualTo("bob@alice> ");
    }

    @Test
    void group_isListedWithItsTitleAndWhatIsUnread() {
        Recorded carolScreen = new Recorded();
        Commands alice = sit("alice", new Recorded());
        Commands carol = sit("carol", carolScreen);

        alice.handle("/group \"Night shift\" bob carol");
        alice.handle("one");
        await().until(() -> carolScreen.shows("alice: one"));
        carol.handle("/list");

        assertThat(carolScreen.lines.getLast()).contains("Night shift", "3 members", "1 unread");
    }

    @Test
    void line_withoutAnOpenConversation_isNotSent() {
        Recorded screen = new Recorded();

        sit("alice", screen).handle("hello?");

        assertThat(screen.lines.getLast()).startsWith("To whom?");
    }

    private Commands sit(String user, Screen screen) {
        Chat chat = new Chat(screen, user);
        ParleyClient client = ParleyClient.builder()
                .url(gateways.url(0))
                .tokenProvider(() -> user)
                .deviceId("terminal")
                .listener(chat)
                .build();
        clients.add(client);
        chat.attach(client);
        client.connect().orTimeout(10, TimeUnit.SECONDS).join();
        chat.caughtUp(List.of());
        return new Commands(
                chat, screen, client, new ParleyRest(ClientRuntime.shared(), gateways.edge(), () -> user, "terminal"));
    }
}
