package dev.parley.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.parley.history.RunningHistory.Answer;
import dev.parley.history.cassandra.TableDump;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.proto.log.CountsAnswer;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sync and heads over events that came through Kafka and Cassandra.
@Timeout(180)
class SyncIT {

    private static final int LONG_HEAD = 5_120;

    private static TestIssuer issuer;
    private static TestLog log;
    private static RunningHistory history;
    private static Isolation isolation;

    @BeforeAll
    static void start() throws Exception {
        isolation = Backends.shared().isolate();
        issuer = new TestIssuer();
        history = RunningHistory.start(isolation, issuer);
        await().atMost(Duration.ofSeconds(60)).until(history::isReady);
        log = new TestLog(isolation);
        log.created("s_long", "alice", "bob");
        for (int i = 2; i <= LONG_HEAD; i++) {
            log.message("s_long", "alice", "m" + i);
        }
        for (int c = 0; c < 10; c++) {
            log.created("s_short" + c, "alice", "carol");
            log.message("s_short" + c, "carol", "hello");
        }
        log.left("s_short0", "carol");
        log.message("s_short0", "alice", "she is gone");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> history.heads("alice", "", 1_000)
                        .getHeadsMap()
                        .equals(Map.ofEntries(IntStream.range(0, 11)
                                .mapToObj(i -> i == 10
                                        ? Map.entry("s_long", (long) LONG_HEAD)
                                        : Map.entry("s_short" + i, i == 0 ? 4L : 2L))
                                .<Map.Entry<String, Long>>toArray(Map.Entry[]::new))));
    }

    @AfterAll
    static void stop() {
        history.close();
        log.close();
        issuer.close();
    }

    @Test
    void pages_leadFromAnyPositionsToTheHeads_overConversationsAndBuckets() {
        Map<String, Long> positions = new HashMap<>();
        positions.put("s_long", 4_700L);
        IntStream.range(0, 10).forEach(c -> positions.put("s_short" + c, 1L));

        int pages = 0;
        Page page;
        do {
            page = history.page(
                    "alice",
                    Sync.newBuilder().putAllPositions(positions).setLimit(100).build());
            for (Event event : page.getEventsList()) {
                assertThat(event.getSeq()).isEqualTo(positions.get(event.getConversationId()) + 1);
                positions.put(event.getConversationId(), event.getSeq());
            }
            pages++;
        } while (page.getMore());

        assertThat(positions).isEqualTo(history.heads("alice", "", 1_000).getHeadsMap());
        assertThat(pages).isEqualTo(5);
    }

    @Test
    void deviceThatIsTooFarBehind_skipsToTheNewest_andReadsTheRestFromHistory() {
        Sync sync = Sync.newBuilder().putPositions("s_long", 0).setLimit(500).build();

        Page page = history.page("alice", sync);

        long newest = LONG_HEAD - 499;
        assertThat(page.getGapsList())
                .containsExactly(Gap.newBuilder()
                        .setConversationId("s_long")
                        .setFrom(1)
                        .setTo(newest - 1)
                        .setInHistory(true)
                        .build());
        assertThat(page.getEventsList().stream().map(Event::getSeq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(newest, LONG_HEAD).boxed().toList());
        Answer older = history.get(issuer.token("alice"), "/v1/history/s_long?limit=2&before=" + newest);
        assertThat(older.body().path("items").findValuesAsString("seq"))
                .containsExactly(Long.toString(newest - 1), Long.toString(newest - 2));
    }

    @Test
    void heads_arePagedById_andEndWithTheMembership() {
        Page first = history.heads("carol", "", 4);
        Page second = history.heads("carol", "s_short3", 4);
        Page third = history.heads("carol", "s_short7", 4);

        assertThat(first.getHeadsMap()).containsOnlyKeys("s_short0", "s_short1", "s_short2", "s_short3");
        assertThat(first.getHeadsMap()).containsEntry("s_short0", 3L);
        assertThat(first.getGapsList())
                .as("marks the membership that has ended")
                .extracting(Gap::getConversationId, Gap::getFrom)
                .containsExactly(tuple("s_short0", 4L));
        assertThat(first.getHeadsMore()).isTrue();
        assertThat(second.getHeadsMap()).hasSize(4);
        assertThat(third.getHeadsMap()).containsOnlyKeys("s_short8", "s_short9");
        assertThat(third.getHeadsMore()).isFalse();
        assertThat(history.heads("nobody", "", 4)).isEqualTo(Page.getDefaultInstance());
    }

    @Test
    void sync_waitsForAnAnnouncedHead() {
        log.created("s_wait", "alice");
        Sync sync = Sync.newBuilder().putPositions("s_wait", 0).build();

        CompletableFuture<HttpResponse<byte[]>> answer =
                CompletableFuture.supplyAsync(() -> history.internalSync("alice", sync, "s_wait=2,s_other=9"));
        log.message("s_wait", "alice", "just now");

        Page page = RunningHistory.parse(answer.join());
        assertThat(page.getEventsList().stream().map(Event::getSeq).collect(Collectors.toList()))
                .containsExactly(1L, 2L);
        assertThat(page.getMore()).isFalse();
    }

    @Test
    void sync_saysMore_whenTheAnnouncedHeadDoesNotCome() {
        Sync sync = Sync.newBuilder().putPositions("s_short1", 2).build();

        long start = System.nanoTime();
        Page page = RunningHistory.parse(history.internalSync("alice", sync, "s_short1=3"));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(5));
        assertThat(page.getMore()).isTrue();
        assertThat(page.getEventsList()).isEmpty();
    }

    @Test
    void publicSync_speaksJson() {
        Answer page = history.post(
                issuer.token("carol"),
                "/v1/sync",
                "{\"positions\":{\"s_short1\":\"1\",\"s_long\":\"0\"},\"unknown\":1}");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.contentType()).isEqualTo("application/json");
        assertThat(page.body().path("events").size()).isEqualTo(1);
        assertThat(page.body().path("heads").toString()).isEqualTo("{\"s_short1\":\"2\"}");
    }

    @Test
    void badSync_is400_andNoToken401() {
        String alice = issuer.token("alice");
        String tooMany = IntStream.range(0, 501)
                .mapToObj(i -> "\"c" + i + "\":\"0\"")
                .collect(Collectors.joining(",", "{\"positions\":{", "}}"));
        for (String bad : List.of(
                tooMany,
                "",
                "[]",
                "null",
                "\"x\"",
                "{",
                "{\"positions\":{\"a\":\"x\"}}",
                "{\"positions\":{\"a\":-1}}",
                "{\"positions\":[]}",
                "{\"limit\":-5}",
                "{\"limit\":\"many\"}")) {
            Answer answer = history.post(alice, "/v1/sync", bad);
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(answer.code()).as(bad).isEqualTo("INVALID");
        }
        assertThat(history.post(alice, "/v1/sync", "{\"x\":\"" + "y".repeat(600_000) + "\"}")
                        .code())
                .isEqualTo("TOO_LARGE");
        assertThat(history.post("nonsense", "/v1/sync", "{}").status()).isEqualTo(401);
        assertThat(history.post(alice, "/v1/sync", "{}").status()).isEqualTo(200);
    }

    @Test
    void counts_areAboveTheMarksThatChatStores_andCannotBeToldBeforeItEverDid() throws Exception {
        log.created("s_counts", "alice", "bob");
        log.message("s_counts", "bob", "one");
        log.mentioning("s_counts", "bob", "two", "alice");
        log.mentioning("s_counts", "bob", "three", "*", "alice");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> history.heads("alice", "s_count", 1).getHeadsMap().equals(Map.of("s_counts", 4L)));
        assertThat(history.counts("alice", "s_counts").statusCode()).isEqualTo(503);

        try (CqlSession session = TableDump.connect(isolation.backends())) {
            String receipts = isolation.keyspace() + ".receipts";
            session.execute(SimpleStatement.newInstance("CREATE TABLE " + receipts
                            + " (conversation_id text, user_id text, read_seq bigint, kept_read_seq bigint,"
                            + " PRIMARY KEY (conversation_id, user_id))")
                    .setTimeout(Duration.ofSeconds(30)));
            assertThat(counts("alice")).containsExactly(counts(3, 2));
            session.execute("INSERT INTO " + receipts
                    + " (conversation_id, user_id, read_seq, kept_read_seq) VALUES ('s_counts', 'alice', 2, 3)");
        }

        assertThat(counts("alice")).containsExactly(counts(1, 1));
        assertThat(counts("carol")).isEmpty();
    }

    private static List<Counts> counts(String user) throws Exception {
        return CountsAnswer.parseFrom(history.counts(user, "s_counts").body()).getCountsList();
    }

    private static Counts counts(long unread, int mentions) {
        return Counts.newBuilder()
                .setConversationId("s_counts")
                .setUnread(unread)
                .setMentions(mentions)
                .setOrdinal(3)
                .build();
    }

    @Test
    void badInternalCall_isAProblem() {
        assertThat(history.getWithoutToken("/internal/v1/heads?user=a%20b").code())
                .isEqualTo("INVALID");
        assertThat(history.getWithoutToken("/internal/v1/heads").code()).isEqualTo("INVALID");
        Sync sync = Sync.newBuilder().putPositions("s_short1", 2).build();
        assertThat(history.internalSync("alice", sync, "s_short1=x").statusCode())
                .isEqualTo(400);
        assertThat(history.internalSync("alice", sync, "").statusCode()).isEqualTo(200);
    }
}
