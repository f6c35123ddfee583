package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.e2e.Wire.Answer;
import dev.parley.e2e.Wire.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What was deleted or blocked leaves no trace: every endpoint is read as a client reads it, and its raw answer is
/// searched.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class NoTraceIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String THUMB = "%F0%9F%91%8D";

    private final Wire wire = new Wire(Cluster.shared());
    private final String alice = person("alice");
    private final String bob = person("bob");
    private final String carol = person("carol");
    private final String word = "trace" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void messageDeletedForEveryone_isReadNowhere_byNobody() {
        String group = group();
        String message = eventfulMessage(group);
        await().atMost(SOON).untilAsserted(() -> {
            // So that finding nothing later means something.
            for (String view : List.of("", "&after=0", "&before=100", "&pinned=true", "&mentions=me")) {
                assertThat(wire.get(bob, history(group, view)).raw()).as(view).contains(word);
            }
            assertThat(sync(bob, group).raw()).contains(word);
            assertThat(wire.get(bob, conversation(group)).raw()).contains("\"mentions\":1");
        });

        accepted(wire.call(alice, "DELETE", conversation(group) + "/messages/" + message, ""));

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(wire.get(bob, history(group, "")).raw()).contains("\"deletedSeq\"");
            assertThat(wire.get(bob, conversation(group)).raw()).contains("\"mentions\":0");
        });
        // An edit that is too late has no effect, and leaves nothing either.
        accepted(edit(alice, group, message));
        String after = wire.call(bob, "POST", conversation(group) + "/messages", message("after it", ""))
                .text("seq");
        await().atMost(SOON)
                .until(() -> wire.get(carol, history(group, "")).raw().contains("\"seq\":\"" + after + "\""));
        for (String member : List.of(alice, bob, carol)) {
            assertNoTrace(member, group, message);
        }
        assertNoTrace(person("stranger"), group, message);
    }

    @Test
    void messageDeletedForOneself_isNotReadByOneself_andByTheOthersStill() {
        String group = group();
        String message = eventfulMessage(group);
        await().atMost(SOON).until(() -> wire.get(bob, history(group, "")).raw().contains(word));

        assertThat(wire.call(bob, "DELETE", conversation(group) + "/messages/" + message + "?for=me", "")
                        .status())
                .isEqualTo(204);

        await().atMost(SOON).untilAsserted(() -> assertNoTrace(bob, group, message));
        for (String other : List.of(alice, carol)) {
            assertThat(wire.get(other, history(group, "")).raw()).contains(word).doesNotContain("\"hidden\":true");
            assertThat(sync(other, group).raw()).contains(word);
        }
    }

    @Test
    void block_isSeenOnlyByWhoBlocks() {
        String direct = wire.call(
                        alice, "POST", "/v1/conversations", "{\"kind\":\"direct\",\"members\":[\"" + bob + "\"]}")
                .text("conversationId");
        String control = group();
        try (Socket phone = wire.socket(alice, "phone");
                Socket bobs = wire.socket(bob, "phone")) {
            accepted(wire.call(alice, "POST", conversation(direct) + "/messages", message("one", "")));
            accepted(wire.call(bob, "POST", conversation(direct) + "/messages", message("two", "")));
            // So that both have something left to receive: a reaction moves nobody's marks.
            accepted(wire.call(bob, "PUT", conversation(direct) + "/messages/2/reactions/" + THUMB, ""));
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(phone.has("\"event\"", "two")).isTrue();
                assertThat(sync(bob, direct).raw()).contains("one").contains("two");
            });
            Map<String, String> before = settledViews(bob, direct);
            String alicesMarks = marks(bob, direct, alice);
            String bobsMarks = marks(alice, direct, bob);
            String unread = Wire.text(settledViews(alice, direct).get(conversation(direct)), "unread");

            assertThat(wire.call(alice, "PUT", "/v1/users/" + bob + "/block", "")
                            .status())
                    .isEqualTo(204);
            await().atMost(SOON)
                    .until(() -> wire.get(alice, "/v1/users/me/blocks").raw().contains(bob));

            assertRefused(bob, bobs, direct);
            assertRefused(alice, phone, direct);
            assertNothingIsTold(bob, bobs, phone, direct, control);
            assertNothingIsTold(alice, phone, bobs, direct, control);
            // Both have moved, as they know themselves, and neither sees it of the other.
            for (String user : List.of(alice, bob)) {
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(marks(user, direct, user)).contains("\"deliveredSeq\":\"4\""));
            }
            assertThat(marks(bob, direct, alice)).isEqualTo(alicesMarks).contains("\"deliveredSeq\":\"2\"");
            assertThat(marks(alice, direct, bob)).isEqualTo(bobsMarks).contains("\"deliveredSeq\":\"3\"");
            assertThat(wire.get(bob, conversation(direct) + "/receipts/3").raw())
                    .contains("\"deliveredCount\":0", "\"delivered\":false");
            Map<String, String> after = views(bob, direct);
            assertThat(withoutOwnMarks(after)).isEqualTo(withoutOwnMarks(before));
            assertThat(wire.get(bob, "/v1/users/me/blocks").raw()).doesNotContain(alice);
            assertThat(wire.get(alice, conversation(direct)).text("unread")).isEqualTo(unread);
        }
    }

    @Test
    void request_isSeenByWhoIsAskedOnly_whoIsNotSeenToHaveSeenIt_beforeTheyAccept() {
        assertThat(wire.call(bob, "PUT", "/v1/users/me/settings", "{\"messageRequests\":true}")
                        .raw())
                .contains("{\"readReceipts\":true,\"messageRequests\":true}");
        try (Socket phone = wire.socket(alice, "phone");
                Socket bobs = wire.socket(bob, "phone")) {
            Answer created = wire.call(
                    alice, "POST", "/v1/conversations", "{\"kind\":\"direct\",\"members\":[\"" + bob + "\"]}");
            String direct = created.text("conversationId");
            accepted(wire.call(alice, "POST", conversation(direct) + "/messages", message("hello", "")));
            await().atMost(SOON).until(() -> bobs.has("\"settings\"", direct, "\"request\":true"));
            bobs.send("{\"read\":{\"conversationId\":\"" + direct + "\",\"seq\":\"2\"}}");
            bobs.send(typing(direct));
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(marks(bob, direct, bob)).contains("\"readSeq\":\"2\"");
                assertThat(wire.get(bob, conversation(direct)).raw()).contains("\"request\":true");
            });

            assertThat(marks(alice, direct, bob)).contains("\"deliveredSeq\":\"0\",\"readSeq\":\"0\"");
            assertThat(phone.frames())
                    .noneMatch(frame -> frame.contains("\"typing\"") || frame.contains("request"))
                    .noneMatch(frame -> frame.contains("\"receipt\"") && frame.contains(bob));
            for (String view :
                    List.of(created.raw(), wire.get(alice, conversation(direct)).raw())) {
                assertThat(view).doesNotContain("\"request\"");
            }
            assertThat(wire.call(bob, "PATCH", conversation(direct) + "/settings", "{\"request\":true}")
                            .status())
                    .isEqualTo(400);

            Answer let = wire.call(bob, "PATCH", conversation(direct) + "/settings", "{\"request\":false}");
            assertThat(let.status()).isEqualTo(200);
            assertThat(let.raw()).doesNotContain("\"request\"");
            await().atMost(SOON).until(() -> bobs.has("\"settings\"", direct, "\"request\":false"));
            // What was said before stays untold, and from now on everything is told.
            accepted(wire.call(alice, "POST", conversation(direct) + "/messages", message("thanks", "")));
            await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> {
                bobs.send(typing(direct));
                return phone.has("\"typing\"", direct);
            });
            bobs.send("{\"read\":{\"conversationId\":\"" + direct + "\",\"seq\":\"3\"}}");
            await().atMost(SOON).until(() -> phone.has("\"receipt\"", bob, "\"readSeq\":\"3\""));
            assertThat(wire.get(bob, conversation(direct)).raw()).doesNotContain("\"request\"");
        }
    }

    /// Sends over REST and socket.
    private void assertRefused(String user, Socket socket, String direct) {
        Answer refused = wire.call(user, "POST", conversation(direct) + "/messages", message("blocked", ""));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("code")).isEqualTo("NOT_ALLOWED");
        String clientId = UUID.randomUUID().toString();
        socket.send("{\"id\":\"" + clientId + "\",\"send\":{\"conversationId\":\"" + direct + "\",\"clientId\":\""
                + clientId + "\",\"content\":{\"text\":{\"body\":\"blocked\"}}}}");
        await().atMost(SOON).until(() -> socket.has("\"refused\"", clientId, "NOT_ALLOWED"));
    }

    /// Typing and marks of one side; the other hears of those in another conversation that came after, and
    /// of these never. What was known of the two may be remembered for some seconds, so typing is tried
    /// until it goes unheard.
    private void assertNothingIsTold(String user, Socket from, Socket to, String direct, String control) {
        int[] told = {count(to, "\"typing\"", direct), count(to, "\"typing\"", control)};
        await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> {
            int[] now = {count(to, "\"typing\"", direct), count(to, "\"typing\"", control)};
            boolean unheard = now[0] == told[0] && now[1] > told[1];
            told[0] = now[0];
            told[1] = now[1];
            from.send(typing(direct));
            from.send(typing(control));
            return unheard;
        });
        int typings = count(to, "\"typing\"", direct);
        int receipts = count(to, "\"receipt\"", direct);
        int controls = count(to, "\"typing\"", control);
        from.send("{\"received\":{\"conversationId\":\"" + direct + "\",\"seq\":\"4\"}}");
        from.send(typing(direct));
        from.send(typing(control));
        await().atMost(SOON).until(() -> count(to, "\"typing\"", control) > controls);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).untilAsserted(() -> {
            assertThat(count(to, "\"typing\"", direct)).as(user).isEqualTo(typings);
            assertThat(count(to, "\"receipt\"", direct)).as(user).isEqualTo(receipts);
        });
    }

    /// The item of `of` among the receipts that `viewer` is shown.
    private String marks(String viewer, String conversation, String of) {
        String raw = wire.get(viewer, conversation(conversation) + "/receipts").raw();
        int item = raw.indexOf("{\"userId\":\"" + of);
        assertThat(item).as(raw).isNotNegative();
        return raw.substring(item, raw.indexOf('}', item) + 1);
    }

    private static Map<String, String> withoutOwnMarks(Map<String, String> views) {
        Map<String, String> others = new LinkedHashMap<>();
        views.forEach((path, body) -> others.put(path, body.replaceAll("\"(delivered|read)Seq\":\"\\d+\",?", "")));
        return others;
    }

    private static int count(Socket socket, String... parts) {
        return (int) socket.frames().stream()
                .filter(frame -> List.of(parts).stream().allMatch(frame::contains))
                .count();
    }

    private static String typing(String conversation) {
        return "{\"typing\":{\"conversationId\":\"" + conversation + "\"}}";
    }

    /// Of alice: with the word, edited with the word, mentioning bob, in a thread, pinned, reacted to, replied to.
    private String eventfulMessage(String group) {
        String root = wire.call(alice, "POST", conversation(group) + "/messages", message("root", ""))
                .text("seq");
        Answer sent = wire.call(
                alice,
                "POST",
                conversation(group) + "/messages",
                message("@bob " + word, ",\"threadRoot\":\"" + root + "\",\"forwarded\":true"));
        accepted(sent);
        String message = sent.text("seq");
        String one = conversation(group) + "/messages/" + message;
        accepted(edit(alice, group, message));
        accepted(wire.call(bob, "PUT", one + "/reactions/" + THUMB, ""));
        accepted(wire.call(alice, "PUT", one + "/pin", ""));
        accepted(wire.call(
                carol,
                "POST",
                conversation(group) + "/messages",
                message("I see", ",\"replyTo\":\"" + message + "\",\"threadRoot\":\"" + message + "\"")));
        return message;
    }

    private Answer edit(String user, String group, String message) {
        return wire.call(
                user, "PATCH", conversation(group) + "/messages/" + message, message("@bob again " + word, ""));
    }

    /// A text that begins with `@bob` mentions bob.
    private String message(String text, String more) {
        String mentions =
                text.startsWith("@bob") ? ",\"mentions\":[{\"start\":0,\"length\":4,\"userId\":\"" + bob + "\"}]" : "";
        return "{\"clientId\":\"" + UUID.randomUUID() + "\",\"content\":{\"text\":{\"body\":\"" + text + "\"" + mentions
                + "}}" + more + "}";
    }

    private void assertNoTrace(String user, String group, String message) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (String path : endpoints(group, message)) {
            answers.put(path, wire.get(user, path));
        }
        answers.put("sync", sync(user, group));
        answers.forEach((path, answer) -> {
            assertThat(answer.status()).as(path).isLessThan(500).isNotIn(Set.of(400, 401));
            assertThat(answer.raw()).as(user + " " + path).doesNotContain(word);
        });
        try (Socket socket = wire.socket(user, "fresh")) {
            await().atMost(SOON).until(() -> socket.has("\"welcome\""));
            socket.send("{\"id\":\"s\",\"sync\":{\"positions\":{\"" + group + "\":\"0\"}}}");
            await().atMost(SOON).until(() -> socket.has("\"page\"", "\"re\":\"s\""));
            assertThat(socket.frames()).as(user + " socket").noneMatch(frame -> frame.contains(word));
        }
    }

    /// Everything of a conversation that can be read over REST.
    private static List<String> endpoints(String group, String message) {
        List<String> paths = new ArrayList<>();
        for (String view : List.of(
                "", "&after=0", "&before=100", "&thread=" + message, "&thread=2", "&pinned=true", "&mentions=me")) {
            paths.add(history(group, view));
        }
        for (String part : List.of("", "/settings", "/invites", "/receipts", "/receipts/" + message)) {
            paths.add(conversation(group) + part);
        }
        paths.addAll(List.of("/v1/conversations", "/v1/users/me/blocks", "/v1/users/me/settings", "/v1/devices"));
        return paths;
    }

    /// What the user can read of the conversation, without what is new at every answer.
    private Map<String, String> views(String user, String id) {
        Map<String, String> views = new LinkedHashMap<>();
        for (String path : List.of(history(id, ""), history(id, "&after=0"), conversation(id), "/v1/conversations")) {
            views.put(path, body(wire.get(user, path).raw()));
        }
        views.put("sync", body(sync(user, id).raw()));
        return views;
    }

    private static String body(String raw) {
        return raw.substring(raw.indexOf("}{") + 1);
    }

    /// Once the marks of what was just sent have come to rest.
    private Map<String, String> settledViews(String user, String id) {
        List<Map<String, String>> seen = new ArrayList<>(List.of(views(user, id)));
        await().atMost(SOON).pollInterval(Duration.ofSeconds(1)).until(() -> {
            seen.add(views(user, id));
            return seen.getLast().equals(seen.get(seen.size() - 2));
        });
        return seen.getLast();
    }

    private Answer sync(String user, String id) {
        return wire.call(user, "POST", "/v1/sync", "{\"positions\":{\"" + id + "\":\"0\"},\"limit\":200}");
    }

    private String group() {
        return wire.call(
                        alice,
                        "POST",
                        "/v1/conversations",
                        "{\"kind\":\"group\",\"title\":\"Team\",\"members\":[\"" + bob + "\",\"" + carol + "\"]}")
                .text("conversationId");
    }

    private static void accepted(Answer answer) {
        assertThat(answer.status()).as(answer.raw()).isBetween(200, 201);
    }

    private static String conversation(String id) {
        return "/v1/conversations/" + id;
    }

    private static String history(String id, String view) {
        return "/v1/history/" + id + "?limit=200" + view;
    }

    private static String person(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
