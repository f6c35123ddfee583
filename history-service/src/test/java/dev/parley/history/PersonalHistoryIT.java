package dev.parley.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.Timestamp;
import dev.parley.history.RunningHistory.Answer;
import dev.parley.history.cassandra.TableDump;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Sync;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What stands beside the messages, and what of a message must not be shown: over all ways out of the archive.
@Timeout(120)
class PersonalHistoryIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static Isolation isolation;
    private static TestIssuer issuer;
    private static TestLog log;
    private static RunningHistory history;

    @BeforeAll
    static void start() throws Exception {
        isolation = Backends.shared().isolate();
        issuer = new TestIssuer();
        history = RunningHistory.start(isolation, issuer);
        await().atMost(Duration.ofSeconds(60)).until(history::isReady);
        log = new TestLog(isolation);
    }

    @AfterAll
    static void stop() {
        history.close();
        log.close();
        issuer.close();
    }

    @Test
    void hiddenMessage_leavesNoTraceForItsUser_andAllForOthers() {
        String group = "g_hidden";
        fillWithSecrets(group);
        settle(group);
        assertThat(everywhere("alice", group)).contains("secret");

        log.hidden(group, "alice", 3);
        settle(group);
        await().atMost(SOON).until(() -> !everywhere("alice", group).contains("secret"));

        JsonNode item = items("alice", group, "before=4&limit=1").get(0);
        assertThat(item.path("hidden").booleanValue()).isTrue();
        assertThat(item.path("message").path("content").isMissingNode()).isTrue();
        assertThat(item.path("reactions").isMissingNode()).isTrue();
        assertThat(item.path("sender").path("userId").asString()).isEqualTo("bob");
        assertThat(get("alice", group, "thread=2").seqs()).containsExactly(3L);
        assertThat(get("alice", group, "pinned=true").seqs()).isEmpty();
        assertThat(get("alice", group, "mentions=me").seqs()).isEmpty();
        assertThat(everywhere("carol", group)).contains("secret again").doesNotContain("\"hidden\"");
        assertThat(get("carol", group, "pinned=true").seqs()).containsExactly(3L);
        assertThat(get("carol", group, "mentions=me").seqs()).containsExactly(3L);
    }

    @Test
    void deletedMessage_leavesNoTraceForAnybody() {
        String group = "g_deleted";
        fillWithSecrets(group);
        log.deleted(group, "bob", 3);
        settle(group);

        for (String user : List.of("alice", "bob", "carol")) {
            assertThat(everywhere(user, group)).doesNotContain("secret");
            assertThat(get(user, group, "thread=2").seqs()).containsExactly(3L);
            assertThat(get(user, group, "pinned=true").seqs()).isEmpty();
            assertThat(get(user, group, "mentions=me").seqs()).isEmpty();
            assertThat(items(user, group, "before=4&limit=1")
                            .get(0)
                            .path("reactions")
                            .isMissingNode())
                    .isTrue();
        }
    }

    @Test
    void expiredMessage_isGone_fromEveryAnswerAndFromItsRow() {
        String group = "g_expiring";
        // Long enough for a busy machine to show it first.
        Timestamp end = Timestamp.newBuilder()
                .setSeconds(Instant.now().plusSeconds(8).getEpochSecond())
                .build();
        log.created(group, "alice", "bob"); // 1
        log.message(group, "bob", "first"); // 2
        log.message(
                group,
                "bob",
                Message.newBuilder()
                        .setContent(TestLog.text("secret 3", "alice"))
                        .setThreadRoot(2)
                        .setExpiresAt(end)); // 3
        log.reacted(group, "alice", 3, "👍", false); // 4
        log.pinned(group, "bob", 3, false); // 5
        settle(group);
        assertThat(everywhere("alice", group)).contains("secret 3");
        log.append(
                group,
                "bob",
                Event.newBuilder()
                        .setEdited(Edited.newBuilder()
                                .setTargetSeq(3)
                                .setContent(TestLog.text("secret again", "alice"))
                                .setExpiresAt(end))); // 6
        log.message(group, "bob", "stays"); // 7
        settle(group);

        await().atMost(SOON).until(() -> !everywhere("alice", group).contains("secret"));

        assertThat(Instant.now()).isAfterOrEqualTo(Instant.ofEpochSecond(end.getSeconds()));
        assertThat(everywhere("alice", group)).contains("stays");
        assertThat(get("alice", group, "after=0").seqs()).hasSizeGreaterThanOrEqualTo(7);
        assertThat(get("alice", group, "thread=2").seqs()).containsExactly(3L);
        assertThat(get("alice", group, "pinned=true").seqs()).isEmpty();
        assertThat(get("alice", group, "mentions=me").seqs()).isEmpty();
        try (CqlSession session = TableDump.connect(Backends.shared())) {
            await().atMost(SOON)
                    .until(() -> session
                            .execute("SELECT content FROM " + isolation.keyspace()
                                    + ".messages WHERE conversation_id = '" + group
                                    + "' AND bucket = 0 AND seq IN (3, 6)")
                            .all()
                            .stream()
                            .allMatch(row -> row.isNull("content")));
        }
    }

    @Test
    void reactions_areCountedAtTheirMessage_andNotInSync() {
        String group = "g_reactions";
        log.created(group, "alice", "bob", "carol"); // 1
        log.message(group, "alice", "what do you think"); // 2
        log.reacted(group, "bob", 2, "👍", false); // 3
        log.reacted(group, "carol", 2, "👍", false); // 4
        log.reacted(group, "bob", 2, "❤", false); // 5
        log.reacted(group, "carol", 2, "🎉", false); // 6
        log.reacted(group, "carol", 2, "🎉", true); // 7
        settle(group);

        assertThat(items("bob", group, "before=3&limit=1")
                        .get(0)
                        .path("reactions")
                        .toString())
                .isEqualTo(
                        "[{\"emoji\":\"👍\",\"count\":2,\"mine\":true},{\"emoji\":\"❤\",\"count\":1,\"mine\":true}]");
        assertThat(items("alice", group, "before=3&limit=1")
                        .get(0)
                        .path("reactions")
                        .toString())
                .isEqualTo("[{\"emoji\":\"👍\",\"count\":2},{\"emoji\":\"❤\",\"count\":1}]");
        assertThat(history.page("bob", sync(group)).getEvents(1).getReactionsCount())
                .isZero();
    }

    @Test
    void reactionsBeyondTheLimits_doNotShow_untilThoseBeforeThemAreTakenBack() {
        String group = "g_limits";
        log.created(group, "alice", "bob"); // 1
        log.message(group, "alice", "what do you think"); // 2
        for (int i = 0; i < 12; i++) {
            // Not in the order in which the store sorts them.
            log.reacted(group, "bob", 2, "e" + (99 - i), false); // 3-14
        }
        settle(group);
        assertThat(emoji(group)).hasSize(10).contains("e99", "e90").doesNotContain("e89", "e88");

        log.reacted(group, "bob", 2, "e99", true); // 15
        settle(group);
        assertThat(emoji(group)).hasSize(10).contains("e89").doesNotContain("e99", "e88");
    }

    private List<String> emoji(String group) {
        return items("alice", group, "before=3&limit=1")
                .get(0)
                .path("reactions")
                .valueStream()
                .map(reaction -> reaction.path("emoji").asString())
                .toList();
    }

    @Test
    void thread_isPagedLikeHistory_withinTheWindowsOfTheReader() {
        String group = "g_thread";
        log.created(group, "alice", "bob"); // 1
        log.message(group, "alice", "root"); // 2
        log.reply(group, "bob", 2, "3"); // 3
        log.left(group, "bob"); // 4
        log.reply(group, "alice", 2, "not for bob"); // 5
        log.added(group, "alice", "bob"); // 6
        log.message(group, "alice", "aside"); // 7
        log.reply(group, "bob", 2, "8"); // 8
        log.reply(group, "bob", 7, "of another thread"); // 9
        log.reply(group, "alice", 2, "10"); // 10
        settle(group);

        assertThat(walk("alice", group, "thread=2&limit=2")).containsExactly(10L, 8L, 5L, 3L);
        assertThat(walk("bob", group, "thread=2&limit=1")).containsExactly(10L, 8L, 3L);
        assertThat(walk("bob", group, "thread=2&limit=1&after=0")).containsExactly(3L, 8L, 10L);
        assertThat(get("bob", group, "thread=2&before=10").seqs()).containsExactly(8L, 3L);
        assertThat(get("bob", group, "thread=99").seqs()).isEmpty();
        assertThat(get("bob", group, "thread=2&limit=3").body().path("hasMore").booleanValue())
                .isFalse();
    }

    @Test
    void pins_areTheNewestTargetsFirst_andOnlyWhatIsPinnedNow() {
        String group = "g_pins";
        log.created(group, "alice", "bob"); // 1
        for (int seq = 2; seq <= 6; seq++) {
            log.message(group, "alice", "m" + seq);
        }
        log.pinned(group, "alice", 5, false); // 7
        log.pinned(group, "alice", 2, false); // 8
        log.pinned(group, "alice", 6, false); // 9
        log.pinned(group, "alice", 6, true); // 10
        log.pinned(group, "alice", 4, false); // 11
        log.deleted(group, "alice", 4); // 12
        log.pinned(group, "alice", 1, false); // 13: no message
        log.added(group, "alice", "carol"); // 14
        log.pinned(group, "alice", 3, false); // 15
        settle(group);

        assertThat(get("bob", group, "pinned=true").seqs()).containsExactly(5L, 3L, 2L);
        assertThat(walk("bob", group, "pinned=true&limit=1")).containsExactly(5L, 3L, 2L);
        assertThat(get("carol", group, "pinned=true").seqs()).isEmpty();
    }

    @Test
    void mentions_areMineAndThoseOfAll_newestFirst_asTheMessagesNowAre() {
        String group = "g_mentions";
        log.created(group, "alice", "bob", "carol"); // 1
        log.mentioning(group, "alice", "hey bob", "bob"); // 2
        log.mentioning(group, "alice", "hey all", "*"); // 3
        log.mentioning(group, "bob", "hey all, by me", "*"); // 4
        log.mentioning(group, "alice", "hey bob and carol", "bob", "carol", "bob"); // 5
        log.mentioning(group, "alice", "hey carol", "carol"); // 6
        log.append(
                group,
                "alice",
                Event.newBuilder()
                        .setEdited(Edited.newBuilder()
                                .setTargetSeq(6)
                                .setContent(TestLog.text("no, hey bob", "bob")))); // 7
        log.mentioning(group, "alice", "all and bob", "*", "bob"); // 8
        log.mentioning(group, "alice", "oops", "bob"); // 9
        log.deleted(group, "alice", 9); // 10
        settle(group);

        assertThat(get("bob", group, "mentions=me").seqs()).containsExactly(8L, 6L, 5L, 3L, 2L);
        assertThat(walk("bob", group, "mentions=me&limit=1")).containsExactly(8L, 6L, 5L, 3L, 2L);
        assertThat(walk("bob", group, "mentions=me&limit=2&after=0")).containsExactly(2L, 3L, 5L, 6L, 8L);
        assertThat(get("carol", group, "mentions=me").seqs()).containsExactly(8L, 5L, 4L, 3L);
        assertThat(get("alice", group, "mentions=me").seqs()).containsExactly(4L);
    }

    @Test
    void openPast_isSeenByPresentMembers_andReplayedToNobody() {
        String group = "g_open";
        log.created(group, "alice", "bob"); // 1
        log.message(group, "alice", "before carol"); // 2
        log.left(group, "bob"); // 3
        log.added(group, "alice", "carol"); // 4
        log.policy(group, "alice", "all"); // 5
        settle(group);

        assertThat(get("carol", group, "after=0").seqs()).startsWith(1L, 2L, 3L, 4L, 5L);
        assertThat(get("bob", group, "after=0").seqs()).containsExactly(1L, 2L, 3L);
        assertThat(history.page("carol", sync(group)).getEvents(0).getSeq()).isEqualTo(4);

        log.policy(group, "alice", "joined");
        settle(group);
        assertThat(get("carol", group, "after=0").seqs()).startsWith(4L, 5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread=0", "thread=x", "pinned=yes", "mentions=bob", "thread=2&pinned=true"})
    void badListing_is400(String query) {
        assertThat(get("alice", "g_any", query).code()).isEqualTo("INVALID");
    }

    /// Message 3 is a reply that mentions alice and carol, is pinned, edited and reacted to.
    private static void fillWithSecrets(String group) {
        log.created(group, "alice", "bob", "carol"); // 1
        log.message(group, "alice", "root"); // 2
        log.message(
                group,
                "bob",
                Message.newBuilder()
                        .setContent(TestLog.text("secret 3", "alice", "carol"))
                        .setThreadRoot(2)); // 3
        log.reacted(group, "alice", 3, "👍", false); // 4
        log.pinned(group, "alice", 3, false); // 5
        log.append(
                group,
                "bob",
                Event.newBuilder()
                        .setEdited(Edited.newBuilder()
                                .setTargetSeq(3)
                                .setContent(TestLog.text("secret again", "alice", "carol")))); // 6
        log.message(group, "bob", "harmless"); // 7
    }

    /// Until everything in the log is in the archive.
    private static void settle(String group) {
        Event last = log.renamed(group, "alice", "settled");
        await().atMost(SOON)
                .until(() -> history.heads("alice", "", 1_000).getHeadsOrDefault(group, 0) >= last.getSeq());
    }

    /// What a user is told of a conversation, by every way there is.
    private static String everywhere(String user, String group) {
        StringBuilder all = new StringBuilder();
        for (String query : List.of("after=0", "limit=200", "thread=2", "pinned=true", "mentions=me")) {
            all.append(get(user, group, query).body());
        }
        all.append(history.post(issuer.token(user), "/v1/sync", "{\"positions\":{\"" + group + "\":\"0\"}}")
                .body());
        return all.append(history.page(user, sync(group))).toString();
    }

    private static Sync sync(String group) {
        return Sync.newBuilder().putPositions(group, 0).setLimit(500).build();
    }

    private static JsonNode items(String user, String group, String query) {
        return get(user, group, query).body().path("items");
    }

    private static Answer get(String user, String group, String query) {
        return history.get(issuer.token(user), "/v1/history/" + group + "?" + query);
    }

    /// By the links from page to page.
    private static List<Long> walk(String user, String group, String query) {
        Answer page = get(user, group, query);
        List<Long> seqs = new ArrayList<>(page.seqs());
        while (page.body().path("hasMore").booleanValue()) {
            page = history.get(
                    issuer.token(user), page.link().substring(1, page.link().indexOf('>')));
            seqs.addAll(page.seqs());
        }
        return seqs;
    }
}
