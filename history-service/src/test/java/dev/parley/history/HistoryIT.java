package dev.parley.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.history.RunningHistory.Answer;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /v1/history/{id}` over events that came through Kafka and Cassandra.
@Timeout(120)
class HistoryIT {

    private static final String GROUP = "g_history";
    private static final int HEAD = 321;

    private static TestIssuer issuer;
    private static TestLog log;
    private static RunningHistory history;
    private static String alice;

    @BeforeAll
    static void start() throws Exception {
        Isolation isolation = Backends.shared().isolate();
        issuer = new TestIssuer();
        alice = issuer.token("alice");
        history = RunningHistory.start(isolation, issuer);
        await().atMost(Duration.ofSeconds(60)).until(history::isReady);
        log = new TestLog(isolation);
        log.created(GROUP, "alice", "bob");
        for (int i = 2; i <= HEAD; i++) {
            log.message(GROUP, i % 2 == 0 ? "alice" : "bob", "message " + i);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> history.get(alice, "/v1/history/" + GROUP + "?limit=1")
                        .seqs()
                        .equals(List.of((long) HEAD)));
    }

    @AfterAll
    static void stop() {
        history.close();
        log.close();
        issuer.close();
    }

    @Test
    void history_isNewestFirst_withFiftyItems() {
        Answer page = history.get(alice, "/v1/history/" + GROUP);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.seqs()).isEqualTo(down(HEAD, HEAD - 49));
        assertThat(page.body().path("hasMore").booleanValue()).isTrue();
        assertThat(page.link())
                .contains("rel=\"next\"")
                .contains(page.body().path("nextCursor").asString());
    }

    @Test
    void item_isTheEventInProto3Json() {
        Answer page = history.get(alice, "/v1/history/" + GROUP + "?before=3&limit=1");

        assertThat(page.body().path("items").get(0).toString())
                .isEqualTo("{\"conversationId\":\"g_history\",\"seq\":\"2\",\"ordinal\":\"1\",\"messageId\":\"2000\","
                        + "\"time\":\"2026-09-21T14:13:22Z\",\"sender\":{\"userId\":\"alice\",\"deviceId\":\"alice-phone\"},"
                        + "\"clientId\":\"c2\",\"message\":{\"content\":{\"text\":{\"body\":\"message 2\"}}}}");
    }

    @Test
    void cursors_walkTheWholeConversation_inBothDirections() {
        assertThat(walk("?limit=100")).isEqualTo(down(HEAD, 1));
        assertThat(walk("?limit=100&after=0")).isEqualTo(down(HEAD, 1).reversed());
    }

    @ParameterizedTest
    @CsvSource({
        "before=10&limit=3, 9 8 7",
        "before=2, 1",
        "before=1, ''",
        "after=318, 319 320 321",
        "after=321, ''",
        "after=99999999999999999999, ''",
        "before=99999999999999999999&limit=1, 321",
        "after=0&limit=2, 1 2",
    })
    void edges_areExclusive(String query, String expected) {
        Answer page = history.get(alice, "/v1/history/" + GROUP + "?" + query);

        assertThat(page.status()).isEqualTo(200);
        assertThat(String.join(" ", page.seqs().stream().map(String::valueOf).toList()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"201", "100000", "99999999999999999999"})
    void limit_isClamped_whenTooLarge(String limit) {
        assertThat(history.get(alice, "/v1/history/" + GROUP + "?limit=" + limit)
                        .seqs())
                .hasSize(200);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, INVALID",
        "limit=-1, INVALID",
        "limit=, INVALID",
        "limit=abc, INVALID",
        "limit=1.5, INVALID",
        "limit=%D9%A3, INVALID",
        "before=0, INVALID",
        "before=x, INVALID",
        "after=-1, INVALID",
        "before=5&after=3, INVALID",
        "cursor=, BAD_CURSOR",
        "cursor=abc, BAD_CURSOR",
        "cursor=!!!, BAD_CURSOR",
        "cursor=AQEAAAAAAAAABQAAAAA, BAD_CURSOR",
        "access_token=x, TOKEN_IN_URL",
    })
    void badQuery_is400(String query, String code) {
        Answer problem = history.get(alice, "/v1/history/" + GROUP + "?" + query);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void cursor_isRefused_inAnotherConversation() {
        log.created("g_other", "alice");
        String cursor = history.get(alice, "/v1/history/" + GROUP)
                .body()
                .path("nextCursor")
                .asString();

        assertThat(history.get(alice, "/v1/history/g_other?cursor=" + cursor).code())
                .isEqualTo("BAD_CURSOR");
    }

    @Test
    void stranger_getsTheAnswerOfAnUnknownConversation() {
        Answer stranger = history.get(issuer.token("mallory"), "/v1/history/" + GROUP);
        Answer unknown = history.get(alice, "/v1/history/g_nowhere");

        assertThat(stranger.status()).isEqualTo(404);
        assertThat(stranger.code()).isEqualTo("NOT_FOUND");
        assertThat(stranger.body()).isEqualTo(unknown.body());
        assertThat(history.get(alice, "/v1/history/%20").code()).isEqualTo("NOT_FOUND");
        assertThat(history.get(alice, "/v1/history/%00").code()).isEqualTo("INVALID");
    }

    @Test
    void badToken_is401() {
        List<UnaryOperator<JWTClaimsSet.Builder>> wrongs = List.of(
                claims -> claims.issuer("http://elsewhere"),
                claims -> claims.audience("other"),
                claims -> claims.audience((String) null),
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60))),
                claims -> claims.expirationTime(null),
                claims -> claims.subject(null),
                claims -> claims.subject("has space"));

        for (UnaryOperator<JWTClaimsSet.Builder> wrong : wrongs) {
            Answer answer = history.get(issuer.token("alice", wrong), "/v1/history/" + GROUP);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHORIZED");
        }
        assertThat(history.get(issuer.forgedToken("alice"), "/v1/history/" + GROUP)
                        .status())
                .isEqualTo(401);
        assertThat(history.get("nonsense", "/v1/history/" + GROUP).code()).isEqualTo("UNAUTHORIZED");
        assertThat(history.getWithoutToken("/v1/history/" + GROUP).code()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void exMember_seesTheWindows_andNothingBetween() {
        String group = "g_windows";
        log.created(group, "alice", "carol"); // 1
        log.message(group, "alice", "seen"); // 2
        log.left(group, "carol"); // 3
        log.message(group, "alice", "not for carol"); // 4
        log.added(group, "alice", "carol"); // 5
        log.message(group, "alice", "seen again"); // 6
        log.left(group, "carol"); // 7
        log.message(group, "alice", "nor this"); // 8
        await().until(() -> history.get(alice, "/v1/history/" + group).seqs().contains(8L));
        String carol = issuer.token("carol");

        assertThat(history.get(carol, "/v1/history/" + group).seqs()).containsExactly(7L, 6L, 5L, 3L, 2L, 1L);
        assertThat(history.get(carol, "/v1/history/" + group + "?after=0&limit=4")
                        .seqs())
                .containsExactly(1L, 2L, 3L, 5L);
    }

    @Test
    void editedMessage_showsItsLatestContent_andDeletedOneNone() {
        String group = "g_edits";
        log.created(group, "alice"); // 1
        log.message(group, "alice", "first"); // 2
        log.message(group, "alice", "secret"); // 3
        log.edited(group, "alice", 2, "second"); // 4
        log.edited(group, "alice", 3, "secret again"); // 5
        log.edited(group, "alice", 2, "third"); // 6
        log.deleted(group, "alice", 3); // 7
        log.edited(group, "alice", 3, "secret too late"); // 8
        await().until(() -> history.get(alice, "/v1/history/" + group).seqs().contains(8L));

        Answer page = history.get(alice, "/v1/history/" + group + "?after=0");
        var items = page.body().path("items");
        assertThat(items.get(1)
                        .path("message")
                        .path("content")
                        .path("text")
                        .path("body")
                        .asString())
                .isEqualTo("third");
        assertThat(items.get(1).path("editedSeq").asString()).isEqualTo("6");
        assertThat(items.get(2).path("message").toString()).isEqualTo("{}");
        assertThat(items.get(2).path("deletedSeq").asString()).isEqualTo("7");
        assertThat(page.body().toString()).doesNotContain("secret");
        assertThat(page.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    private static List<Long> walk(String query) {
        List<Long> seqs = new java.util.ArrayList<>();
        Answer page = history.get(alice, "/v1/history/" + GROUP + query);
        seqs.addAll(page.seqs());
        while (page.body().path("hasMore").booleanValue()) {
            String next = page.link().substring(1, page.link().indexOf('>'));
            page = history.get(alice, next);
            seqs.addAll(page.seqs());
        }
        return seqs;
    }

    private static List<Long> down(long from, long to) {
        return LongStream.rangeClosed(to, from).boxed().toList().reversed();
    }
}
