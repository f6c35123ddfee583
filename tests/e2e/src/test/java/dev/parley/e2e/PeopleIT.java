package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ClientListener;
import dev.parley.client.ClientRuntime;
import dev.parley.client.ParleyClient;
import dev.parley.client.model.OutgoingCommand;
import dev.parley.client.rest.ConversationSummary;
import dev.parley.client.rest.HistoryPage;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Typing;
import dev.parley.terminal.people.CommandLog;
import dev.parley.terminal.people.EchoBot;
import dev.parley.terminal.people.Neighbours;
import dev.parley.terminal.people.Seeding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What a newcomer finds in the local stack, brought into real services; and the one who answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PeopleIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Cluster cluster = Cluster.shared();
    private final ClientRuntime runtime = ClientRuntime.shared();

    @Test
    void secondRun_addsNothing_andEverythingIsThereOnce() throws Exception {
        Neighbours neighbours = new Neighbours("-s1");

        int added = seed(neighbours, 300);
        List<String> first = everything("alice-s1");

        assertThat(added).isGreaterThan(400);
        assertThat(seed(neighbours, 300)).isZero();
        assertThat(everything("alice-s1")).isEqualTo(first);

        ParleyRest alice = rest("alice-s1");
        List<ConversationSummary> list = alice.conversations();
        assertThat(list.stream().map(ConversationSummary::title))
                .containsExactlyInAnyOrder("", "", "", "Team", "Book club", "Archive");
        assertThat(titled(list, "Archive").lastOrdinal()).isEqualTo(300);
        assertThat(roleOf(titled(list, "Team"), "alice-s1")).isEqualTo("owner");
        assertThat(roleOf(titled(list, "Book club"), "bob-s1")).isEqualTo("owner");
        assertThat(roleOf(titled(list, "Archive"), "carol-s1")).isEqualTo("owner");

        List<Event> team = history(alice, titled(list, "Team").conversationId());
        assertThat(team).anyMatch(event -> event.getReactionsCount() > 0);
        assertThat(team).anyMatch(event -> event.getEditedSeq() > 0);
        assertThat(team).anyMatch(Event::hasPinned);
        assertThat(team).anyMatch(event -> event.getMessage().getReplyTo() > 0);
        assertThat(team)
                .anyMatch(event -> event.getMessage().getContent().getText().getMentionsList().stream()
                        .anyMatch(mention -> mention.getUserId().equals("alice-s1")));
        // What is about another message found the one it was written for.
        Event plan = team.stream()
                .filter(event -> text(event).startsWith("The plan for"))
                .findFirst()
                .orElseThrow();
        assertThat(team.stream()
                        .filter(Event::hasPinned)
                        .findFirst()
                        .orElseThrow()
                        .getPinned()
                        .getTargetSeq())
                .isEqualTo(plan.getSeq());

        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            List<ConversationSummary> now = alice.conversations();
            assertThat(titled(now, "Archive").unread()).isZero();
            assertThat(titled(now, "Team").unread()).isBetween(1L, 2L);
        });
    }

    @Test
    void interruptedRun_isContinued_andNothingIsDoubled() throws Exception {
        Neighbours neighbours = new Neighbours("-s2");
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread run = Thread.ofPlatform().start(() -> {
            try {
                seed(neighbours, 600);
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        ParleyRest alice = rest("alice-s2");
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> alice.conversations().stream()
                        .anyMatch(summary -> summary.title().equals("Archive") && summary.lastOrdinal() >= 50));
        run.interrupt();
        run.join();
        assertThat(interrupted).isTrue();

        // Somebody talks before it goes on.
        String archive = titled(alice.conversations(), "Archive").conversationId();
        try (Phone phone = new Phone(cluster, "alice-s2", "phone", "gateway-1")) {
            phone.client().connect();
            phone.client().send(archive, "What is all this?").get(30, TimeUnit.SECONDS);
        }

        assertThat(seed(neighbours, 600)).isPositive();

        List<Event> items = history(alice, archive);
        assertThat(items.stream().map(Event::getSeq))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 602).mapToObj(Long::valueOf).toList());
        assertThat(items.stream()
                        .map(Event::getClientId)
                        .filter(id -> id.startsWith("seed-"))
                        .toList())
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 600)
                        .mapToObj(number -> "seed-" + number)
                        .toList());
        assertThat(seed(neighbours, 600)).isZero();
    }

    @Test
    void conversationThatPeopleBegan_isLeftAlone() throws Exception {
        String conversation = rest("bob-s3").createDirect("alice-s3").conversationId();

        seed(new Neighbours("-s3"), 10);

        assertThat(history(rest("alice-s3"), conversation)).hasSize(1);
    }

    @Test
    void echo_greets_types_answers_andOutlivesItsGateway() throws Exception {
        List<String> typing = new CopyOnWriteArrayList<>();
        List<Event> heard = new CopyOnWriteArrayList<>();
        try (EchoBot echo = echo("echo-e1");
                ParleyClient dora = client("dora", heard, typing)) {
            String direct = rest("dora").createDirect("echo-e1").conversationId();
            awaitTexts(heard, direct, List.of(greeting(heard, direct)));

            dora.send(direct, "one").get(30, TimeUnit.SECONDS);
            awaitTexts(heard, direct, List.of(greeting(heard, direct), "one", "one"));
            assertThat(typing).contains("echo-e1");

            // Its first gateway dies; what is said meanwhile is answered by way of the other.
            cluster.kill("gateway-1");
            dora.send(direct, "two").get(60, TimeUnit.SECONDS);
            dora.send(direct, "three").get(60, TimeUnit.SECONDS);
            Awaitility.await().atMost(SOON).untilAsserted(() -> {
                assertThat(said(heard, direct, "echo-e1")).endsWith("one", "two", "three");
                assertThat(said(heard, direct, "echo-e1")).hasSize(4);
            });
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    rest("echo-e1").conversation(direct).unread())
                            .isZero());
            assertThat(echo.stopped()).isNotDone();
        } finally {
            cluster.restart("gateway-1");
            cluster.awaitReady("gateway-1");
        }
    }

    @Test
    void echo_answersLate_whatCameWhileItWasAway_andOnce() throws Exception {
        List<Event> heard = new CopyOnWriteArrayList<>();
        try (ParleyClient emil = client("emil", heard, new ArrayList<>())) {
            String direct = rest("emil").createDirect("echo-e2").conversationId();
            emil.send(direct, "anybody there?").get(30, TimeUnit.SECONDS);
            for (int start = 0; start < 2; start++) {
                try (EchoBot echo = echo("echo-e2")) {
                    emil.send(direct, "start " + start).get(30, TimeUnit.SECONDS);
                    String last = "start " + start;
                    Awaitility.await()
                            .atMost(SOON)
                            .untilAsserted(() ->
                                    assertThat(said(heard, direct, "echo-e2")).endsWith(last));
                    assertThat(echo.stopped()).isNotDone();
                }
            }
            List<String> answers = said(heard, direct, "echo-e2");
            assertThat(answers).hasSize(4);
            assertThat(answers.subList(1, 4)).containsExactly("anybody there?", "start 0", "start 1");
        }
    }

    @Test
    void echo_answersInAGroup_onlyWhenMentioned() throws Exception {
        List<Event> heard = new CopyOnWriteArrayList<>();
        try (EchoBot echo = echo("echo-e3");
                ParleyClient fay = client("fay", heard, new ArrayList<>())) {
            String group =
                    rest("fay").createGroup("With echo", List.of("echo-e3")).conversationId();
            fay.send(group, "not for you").get(30, TimeUnit.SECONDS);
            Mention mention = Mention.newBuilder()
                    .setStart(0)
                    .setLength(5)
                    .setUserId("echo-e3")
                    .build();
            long seq = fay.submit(OutgoingCommand.of(
                            group, new OutgoingCommand.Post("@echo for you", 0, 0, false, List.of(mention))))
                    .get(30, TimeUnit.SECONDS)
                    .getSeq();

            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(said(heard, group, "echo-e3")).containsExactly("@echo for you"));
            assertThat(heard.getLast().getMessage().getReplyTo()).isEqualTo(seq);
            assertThat(echo.isConnected()).isTrue();
        }
    }

    private int seed(Neighbours neighbours, int archiveMessages) throws InterruptedException {
        try (CommandLog log = new CommandLog(cluster.kafka())) {
            PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            return new Seeding(neighbours, archiveMessages, log, this::rest, nowhere).run();
        }
    }

    private EchoBot echo(String userId) {
        return EchoBot.start(
                runtime,
                List.of(cluster.socket("gateway-1"), cluster.socket("gateway-2")),
                userId,
                () -> cluster.token(userId),
                rest(userId));
    }

    private ParleyClient client(String userId, List<Event> heard, List<String> typing) throws Exception {
        ParleyClient client = ParleyClient.builder()
                .url(cluster.socket("gateway-2"))
                .tokenProvider(() -> cluster.token(userId))
                .deviceId("phone")
                .listener(new ClientListener() {
                    @Override
                    public void onEvent(Event event) {
                        heard.add(event);
                    }

                    @Override
                    public void onTyping(Typing hint) {
                        typing.add(hint.getUserId());
                    }
                })
                .build();
        client.connect().get(30, TimeUnit.SECONDS);
        return client;
    }

    private static String greeting(List<Event> heard, String conversationId) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> !texts(heard, conversationId).isEmpty());
        String greeting = texts(heard, conversationId).getFirst();
        assertThat(greeting).startsWith("Hello!");
        return greeting;
    }

    private static void awaitTexts(List<Event> heard, String conversationId, List<String> expected) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(texts(heard, conversationId)).isEqualTo(expected));
    }

    private static List<String> texts(List<Event> heard, String conversationId) {
        return heard.stream()
                .filter(event -> event.hasMessage() && event.getConversationId().equals(conversationId))
                .map(PeopleIT::text)
                .toList();
    }

    private static List<String> said(List<Event> heard, String conversationId, String userId) {
        return texts(
                heard.stream()
                        .filter(event -> event.getSender().getUserId().equals(userId))
                        .toList(),
                conversationId);
    }

    /// Every event of every conversation of this user.
    private List<String> everything(String userId) {
        ParleyRest rest = rest(userId);
        return rest.conversations().stream()
                .map(ConversationSummary::conversationId)
                .sorted()
                .flatMap(id -> history(rest, id).stream())
                .map(event -> event.getConversationId() + " " + Phone.line(event))
                .toList();
    }

    private static List<Event> history(ParleyRest rest, String conversationId) {
        HistoryPage page = rest.after(conversationId, 0, 200);
        List<Event> items = new ArrayList<>(page.items());
        while (page.hasMore()) {
            page = rest.next(conversationId, page, 200);
            items.addAll(page.items());
        }
        return items;
    }

    private static ConversationSummary titled(List<ConversationSummary> list, String title) {
        return list.stream()
                .filter(summary -> summary.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static String roleOf(ConversationSummary summary, String userId) {
        return summary.members().stream()
                .filter(member -> member.userId().equals(userId))
                .findFirst()
                .orElseThrow()
                .role();
    }

    private static String text(Event event) {
        return event.getMessage().getContent().getText().getBody();
    }

    private ParleyRest rest(String userId) {
        return new ParleyRest(runtime, cluster.edge(), () -> cluster.token(userId), "rest");
    }
}
