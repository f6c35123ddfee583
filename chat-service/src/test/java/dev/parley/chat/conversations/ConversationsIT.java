package dev.parley.chat.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.ChatInstance;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The REST face, over a real log, bus and Cassandra.
@Timeout(240)
final class ConversationsIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TokenIssuer tokens;
    private static ChatInstance chat;
    private static TinyRouter router;

    private record Answer(int status, JsonNode body, HttpResponse<String> response) {

        String text(String field) {
            return body.path(field).asString("");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Isolation isolation = Backends.shared().isolate().createTopics();
        tokens = new TokenIssuer();
        chat = ChatInstance.start(isolation, tokens.settings());
        router = new TinyRouter(isolation, chat.bean(CqlSession.class));
        // The first command waits for the take-over.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> createGroup(user(), "warm up").status() == 201);
    }

    @AfterAll
    static void stop() {
        router.close();
        chat.close();
        tokens.close();
    }

    @Test
    void group_isCreatedWithItsMembers_andIsReadable() {
        String alice = user();
        Answer created = call(
                "POST",
                "/v1/conversations",
                alice,
                "{\"kind\":\"group\",\"title\":\"Team\",\"members\":[\"bob\",\"carol\"]}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("kind")).isEqualTo("group");
        assertThat(created.text("title")).isEqualTo("Team");
        assertThat(created.text("lastSeq")).isEqualTo("1");
        assertThat(created.body().path("members")).hasSize(3);
        assertThat(created.body().path("members").path(0).path("role").asString(""))
                .isEqualTo("owner");

        String path = "/v1/conversations/" + created.text("conversationId");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            Answer read = call("GET", path, "bob", null);
            assertThat(read.status()).isEqualTo(200);
            assertThat(read.text("title")).isEqualTo("Team");
        });
        Answer stranger = call("GET", path, "mallory", null);
        assertThat(stranger.status()).isEqualTo(404);
        assertThat(stranger.text("code")).isEqualTo("NOT_FOUND");
    }

    @Test
    void directConversation_isTheSameFromBothSides() {
        String alice = user();
        String bob = user();
        Answer first = call("POST", "/v1/conversations", alice, direct(bob));
        Answer second = call("POST", "/v1/conversations", bob, direct(alice));

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("conversationId")).isEqualTo(first.text("conversationId"));
        assertThat(second.body().path("members")).hasSize(2);
    }

    @Test
    void message_isAcked_andItsRepeatGetsTheOldAck() {
        String alice = user();
        String id = call("POST", "/v1/conversations", alice, direct("bob")).text("conversationId");
        String message = "{\"clientId\":\"c-1\",\"content\":{\"text\":{\"body\":\"hi\"}},\"replyTo\":\"1\"}";

        Answer first = call("POST", "/v1/conversations/" + id + "/messages", alice, message);
        Answer repeat = call("POST", "/v1/conversations/" + id + "/messages", alice, message);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.text("seq")).isEqualTo("2");
        assertThat(first.text("ordinal")).isEqualTo("1");
        assertThat(first.text("time")).endsWith("Z");
        assertThat(first.body().has("duplicate")).isFalse();
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.text("messageId")).isEqualTo(first.text("messageId"));
        assertThat(repeat.body().path("duplicate").asBoolean(false)).isTrue();
    }

    @Test
    void lostOutcome_isAskedForAgain() {
        String alice = user();
        String id = call("POST", "/v1/conversations", alice, direct("bob")).text("conversationId");
        router.setDeaf(true);
        Thread.ofVirtual().start(() -> {
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            router.setDeaf(false);
        });

        Answer answer = post(id, alice, "lost");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("seq")).isEqualTo("2");
    }

    @Test
    void strangersMessage_isNotFound() {
        String id = call("POST", "/v1/conversations", user(), direct("bob")).text("conversationId");

        Answer answer = post(id, "mallory", "c-1");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("NOT_FOUND");
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void idempotencyKey_givesTheSameAnswerAgain_and422ForAnotherBody() {
        String alice = user();
        String key = UUID.randomUUID().toString();
        String body = "{\"kind\":\"group\",\"title\":\"Once\",\"members\":[\"bob\"]}";

        Answer first = call("POST", "/v1/conversations", alice, body, "Idempotency-Key", key);
        Answer again = call("POST", "/v1/conversations", alice, body, "Idempotency-Key", key);
        Answer other = call("POST", "/v1/conversations", alice, body.replace("Once", "Twice"), "Idempotency-Key", key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
    }

    @Test
    void list_isPagedByCursor_withoutGapsOrRepeats() {
        String alice = user();
        Set<String> created = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            created.add(createGroup(alice, "Team " + i).text("conversationId"));
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> call("GET", "/v1/conversations", alice, null)
                                .body()
                                .path("items")
                                .size()
                        == 5);

        Set<String> listed = new HashSet<>();
        String path = "/v1/conversations?limit=2";
        int pages = 0;
        boolean more = true;
        while (more) {
            Answer page = call("GET", path, alice, null);
            page.body()
                    .path("items")
                    .forEach(item -> listed.add(item.path("conversationId").asString("")));
            more = page.body().path("hasMore").asBoolean(false);
            assertThat(page.response().headers().firstValue("Link").isPresent()).isEqualTo(more);
            path = "/v1/conversations?limit=2&cursor=" + page.text("nextCursor");
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(listed).isEqualTo(created);
        assertThat(call("GET", "/v1/conversations?cursor=nonsense", alice, null).text("code"))
                .isEqualTo("BAD_CURSOR");
    }

    @Test
    void ownMessages_areRead_othersUnread_andReceiptsAreListed() {
        String alice = user();
        String bob = user();
        String path = "/v1/conversations/"
                + call("POST", "/v1/conversations", alice, direct(bob)).text("conversationId");
        call("POST", path + "/messages", alice, message("c-1"));
        call("POST", path + "/messages", bob, message("c-2"));
        call("POST", path + "/messages", alice, message("c-3"));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Answer ofAlice = call("GET", path, alice, null);
            assertThat(ofAlice.text("readSeq")).isEqualTo("4");
            assertThat(ofAlice.text("unread")).isEqualTo("0");
            Answer ofBob = call("GET", path, bob, null);
            assertThat(ofBob.text("readSeq")).isEqualTo("3");
            assertThat(ofBob.text("unread")).isEqualTo("1");
        });
        JsonNode marks = call("GET", path + "/receipts", bob, null).body().path("items");
        assertThat(marks)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.path("readSeq").asString(""))
                        .isEqualTo(one.path("userId").asString("").equals(alice) ? "4" : "3"));
        Answer first = call("GET", path + "/receipts/2", alice, null);
        assertThat(first.body().path("readCount").asInt(-1)).isEqualTo(1);
        assertThat(first.body().path("items")).singleElement().satisfies(one -> {
            assertThat(one.path("userId").asString("")).isEqualTo(bob);
            assertThat(one.path("delivered").asBoolean(false)).isTrue();
        });
        assertThat(call("GET", path + "/receipts/1", alice, null).text("code")).isEqualTo("TARGET_NOT_FOUND");
        assertThat(call("GET", path + "/receipts/99", alice, null).status()).isEqualTo(404);
        assertThat(call("GET", path + "/receipts/x", alice, null).status()).isEqualTo(400);
        assertThat(call("GET", path + "/receipts", "mallory", null).text("code"))
                .isEqualTo("NOT_FOUND");
        assertThat(call("GET", path + "/receipts/2", "mallory", null).text("code"))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void readingIsHidden_bothWays_byChoice() {
        String alice = user();
        String bob = user();
        assertThat(call("GET", "/v1/users/me/settings", bob, null)
                        .body()
                        .path("readReceipts")
                        .asBoolean(false))
                .isTrue();
        assertThat(call("PUT", "/v1/users/me/settings", bob, "{\"readReceipts\":\"no\"}")
                        .text("code"))
                .isEqualTo("INVALID");
        assertThat(call("PUT", "/v1/users/me/settings", bob, "{\"readReceipts\":false}")
                        .status())
                .isEqualTo(200);
        String path = "/v1/conversations/"
                + call("POST", "/v1/conversations", alice, direct(bob)).text("conversationId");
        call("POST", path + "/messages", alice, message("c-1"));
        call("POST", path + "/messages", bob, message("c-2"));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(marksOf(bob, call("GET", path + "/receipts", alice, null))
                            .path("deliveredSeq")
                            .asString(""))
                    .isEqualTo("3");
            assertThat(marksOf(alice, call("GET", path + "/receipts", bob, null))
                            .path("deliveredSeq")
                            .asString(""))
                    .isEqualTo("2");
        });
        assertThat(marksOf(bob, call("GET", path + "/receipts", alice, null)).has("readSeq"))
                .isFalse();
        assertThat(marksOf(alice, call("GET", path + "/receipts", bob, null)).has("readSeq"))
                .isFalse();
        assertThat(marksOf(bob, call("GET", path + "/receipts", bob, null))
                        .path("readSeq")
                        .asString(""))
                .isEqualTo("3");
        Answer first = call("GET", path + "/receipts/2", alice, null);
        assertThat(first.body().path("deliveredCount").asInt(-1)).isEqualTo(1);
        assertThat(first.body().path("readCount").asInt(-1)).isZero();
    }

    @Test
    void inALargeGroup_namesAreTheAuthors_andPaged() {
        String alice = user();
        String members =
                IntStream.range(0, 110).mapToObj(i -> "\"m" + i + "\"").collect(Collectors.joining(",", "[", "]"));
        String path = "/v1/conversations/"
                + call(
                                "POST",
                                "/v1/conversations",
                                alice,
                                "{\"kind\":\"group\",\"title\":\"Large\",\"members\":" + members + "}")
                        .text("conversationId");
        call("POST", path + "/messages", alice, message("c-1"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                call("GET", path + "/receipts/2", alice, null).status())
                        .isEqualTo(200));

        assertThat(call("GET", path + "/receipts/2", "m7", null).text("code")).isEqualTo("FORBIDDEN");
        Set<String> named = new HashSet<>();
        String next = path + "/receipts/2?limit=60";
        for (int page = 0; page < 2; page++) {
            Answer answer = call("GET", next, alice, null);
            answer.body()
                    .path("items")
                    .forEach(item -> named.add(item.path("userId").asString("")));
            assertThat(answer.body().path("hasMore").asBoolean(false)).isEqualTo(page == 0);
            next = path + "/receipts/2?limit=60&cursor=" + answer.text("nextCursor");
        }
        assertThat(named).hasSize(110).doesNotContain(alice);
    }

    @Test
    void members_changeByTheSameLog() {
        String alice = user();
        String path = "/v1/conversations/" + createGroup(alice, "Team").text("conversationId");

        assertThat(call("POST", path + "/members", alice, "{\"userIds\":[\"dave\"]}")
                        .status())
                .isEqualTo(200);
        assertThat(call("PUT", path + "/members/dave", alice, "{\"role\":\"admin\"}")
                        .status())
                .isEqualTo(200);
        assertThat(call("PATCH", path, "dave", "{\"title\":\"Renamed\"}").status())
                .isEqualTo(200);
        assertThat(call("DELETE", path + "/members/dave", "dave", null).status())
                .isEqualTo(200);
        assertThat(call("PATCH", path, "dave", "{\"title\":\"Again\"}").status())
                .isEqualTo(404);
        assertThat(call("DELETE", path + "/members/" + alice, alice, null).text("code"))
                .isEqualTo("LAST_OWNER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"kind\":\"group\"}",
                "{\"kind\":7,\"members\":[\"bob\"]}",
                "{\"kind\":\"direct\",\"members\":\"bob\"}",
                "{\"kind\":\"direct\",\"members\":[]}",
                "{\"kind\":\"direct\",\"members\":[\"b o b\"]}",
                "{\"kind\":\"direct\",\"members\":[\"bob\",\"carol\"]}",
                "{\"kind\":\"group\",\"title\":\"\",\"members\":[\"bob\"]}",
                "{\"kind\":\"group\",\"title\":\"\\ud800\",\"members\":[\"bob\"]}",
                "{\"kind\":\"group\",\"title\":\"T\",\"members\":[\"bob\"]} {}"
            })
    void malformedCreate_isInvalid(String body) {
        Answer answer = call("POST", "/v1/conversations", user(), body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("INVALID");
        assertThat(answer.body().has("trace")).isFalse();
    }

    @Test
    void badMessages_areToldApart() {
        String alice = user();
        String id = call("POST", "/v1/conversations", alice, direct("bob")).text("conversationId");
        String path = "/v1/conversations/" + id + "/messages";

        assertThat(call("POST", path, alice, "{\"content\":{\"text\":{\"body\":\"hi\"}}}")
                        .text("code"))
                .isEqualTo("INVALID");
        assertThat(call("POST", path, alice, "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":5}}}")
                        .text("code"))
                .isEqualTo("INVALID");
        assertThat(call("POST", path, alice, "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\" \\u00a0 \"}}}")
                        .text("code"))
                .isEqualTo("EMPTY");
        String large = "x".repeat(32_769);
        assertThat(call("POST", path, alice, "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\"" + large + "\"}}}")
                        .status())
                .isEqualTo(413);
        assertThat(call("POST", path, alice, "x".repeat(400_000)).status()).isEqualTo(413);
    }

    @Test
    void callWithoutAValidToken_isUnauthorized() {
        String wrongAudience = tokens.token("alice", "somebody-else", Duration.ofHours(1));
        String expired = tokens.token("alice", "parley", Duration.ofHours(-1));

        for (String token : List.of("", "nonsense", wrongAudience, expired)) {
            Answer answer = callWithToken("GET", "/v1/conversations", token, null);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text("code")).isEqualTo("UNAUTHORIZED");
        }
    }

    @Test
    void health_isOpen() {
        assertThat(callWithToken("GET", "/actuator/health/readiness", "", null).status())
                .isEqualTo(200);
    }

    private static String user() {
        return "user-" + UUID.randomUUID();
    }

    private static String direct(String other) {
        return "{\"kind\":\"direct\",\"members\":[\"" + other + "\"]}";
    }

    private static String message(String clientId) {
        return "{\"clientId\":\"" + clientId + "\",\"content\":{\"text\":{\"body\":\"hi\"}}}";
    }

    private static JsonNode marksOf(String user, Answer receipts) {
        for (JsonNode item : receipts.body().path("items")) {
            if (item.path("userId").asString("").equals(user)) {
                return item;
            }
        }
        throw new AssertionError("no marks of " + user + ": " + receipts.body());
    }

    private static Answer createGroup(String user, String title) {
        return call(
                "POST",
                "/v1/conversations",
                user,
                "{\"kind\":\"group\",\"title\":\"" + title + "\",\"members\":[\"bob\"]}");
    }

    private static Answer post(String id, String user, String clientId) {
        return call(
                "POST",
                "/v1/conversations/" + id + "/messages",
                user,
                "{\"clientId\":\"" + clientId + "\",\"content\":{\"text\":{\"body\":\"hi\"}}}");
    }

    private static Answer call(String method, String path, String user, String body, String... headers) {
        return callWithToken(method, path, tokens.token(user), body, headers);
    }

    private static Answer callWithToken(String method, String path, String token, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + chat.port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
