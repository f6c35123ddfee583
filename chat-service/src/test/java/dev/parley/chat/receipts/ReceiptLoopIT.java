package dev.parley.chat.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.parley.bus.HeadStore;
import dev.parley.chat.ChatInstance;
import dev.parley.chat.LogProbe;
import dev.parley.chat.settings.SettingsStore;
import dev.parley.chat.settings.UserSettings;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.CountsOfUser;
import dev.parley.proto.log.CountsSignal;
import dev.parley.proto.log.ReceiptSignal;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Marks and typing through a real Kafka, Cassandra and Redis.
@Timeout(240)
final class ReceiptLoopIT {

    private static Isolation isolation;
    private static ChatInstance chat;
    private static LogProbe probe;

    @BeforeAll
    static void start() {
        isolation = Backends.shared().isolate().createTopics();
        chat = ChatInstance.start(isolation);
        probe = new LogProbe(isolation);
        chat.bean(CqlSession.class)
                .execute(SimpleStatement.newInstance("CREATE TABLE IF NOT EXISTS " + isolation.keyspace()
                                + ".conversation_members (conversation_id text, user_id text, role text, joined_seq"
                                + " bigint, left_seq bigint, PRIMARY KEY (conversation_id, user_id))")
                        .setTimeout(Duration.ofSeconds(20)));
        chat.bean(CqlSession.class)
                .execute(SimpleStatement.newInstance(
                                "CREATE TABLE IF NOT EXISTS " + isolation.keyspace()
                                        + ".conversations (conversation_id text PRIMARY KEY, kind text, title text,"
                                        + " description text, picture text, policy blob, head_seq bigint, head_ordinal bigint, epoch bigint)")
                        .setTimeout(Duration.ofSeconds(20)));
        chat.bean(CqlSession.class)
                .execute(SimpleStatement.newInstance("CREATE TABLE IF NOT EXISTS " + isolation.keyspace()
                                + ".messages (conversation_id text, bucket bigint, seq bigint, event blob,"
                                + " PRIMARY KEY ((conversation_id, bucket), seq)) WITH CLUSTERING ORDER BY (seq DESC)")
                        .setTimeout(Duration.ofSeconds(20)));
        chat.bean(CqlSession.class)
                .execute(SimpleStatement.newInstance("CREATE TABLE IF NOT EXISTS " + isolation.keyspace()
                                + ".conversation_blocks (conversation_id text, blocker text, blocked boolean, requested boolean,"
                                + " PRIMARY KEY (conversation_id, blocker))")
                        .setTimeout(Duration.ofSeconds(20)));
        chat.bean(CqlSession.class)
                .execute(SimpleStatement.newInstance("CREATE TABLE IF NOT EXISTS " + isolation.keyspace()
                                + ".mentions (conversation_id text, user_id text, seq bigint, live boolean,"
                                + " PRIMARY KEY ((conversation_id, user_id), seq)) WITH CLUSTERING ORDER BY (seq DESC)")
                        .setTimeout(Duration.ofSeconds(20)));
        addMember("g_1", "alice");
        addMember("g_1", "bob");
        raiseHead("g_1", 16);
    }

    @AfterAll
    static void stop() {
        probe.close();
        chat.close();
    }

    @Test
    void marks_reachAllMembers_growOnly_andAreStored() throws Exception {
        probe.sendActivity(mark("g_1", "bob", 16, 0));
        ReceiptSignal delivered = probe.awaitSignal(
                        signal -> of(signal, "bob").stream().anyMatch(receipt -> receipt.getDeliveredSeq() == 16))
                .getReceipt();
        probe.sendActivity(mark("g_1", "bob", 3, 12));
        ReceiptSignal read = probe.awaitSignal(
                        signal -> of(signal, "bob").stream().anyMatch(receipt -> receipt.getReadSeq() == 12))
                .getReceipt();

        assertThat(delivered.getAudienceList()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(read.getReceiptsList())
                .filteredOn(receipt -> receipt.getUserId().equals("bob"))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.getDeliveredSeq()).isEqualTo(16));
        assertThat(stored("g_1", "bob")).isEqualTo(new Marks(16, 12));
    }

    @Test
    void marksOfStrangers_comeToNothing() {
        probe.sendActivity(mark("g_1", "mallory", 5, 5));
        probe.sendActivity(mark("g_1", "alice", 5, 5));

        Signal first = probe.awaitSignal(signal ->
                !of(signal, "mallory").isEmpty() || !of(signal, "alice").isEmpty());

        assertThat(of(first, "mallory")).isEmpty();
    }

    @Test
    void marksThatAreQuickerThanHistory_areNotLost() {
        probe.sendActivity(mark("g_new", "bob", 1, 0));
        probe.sendActivity(mark("g_1", "alice", 9, 0));
        probe.awaitSignal(signal -> of(signal, "alice").stream().anyMatch(receipt -> receipt.getDeliveredSeq() == 9));
        addMember("g_new", "bob");
        raiseHead("g_new", 1);

        Signal late = probe.awaitSignal(signal -> signal.getConversationId().equals("g_new"));

        assertThat(of(late, "bob").getFirst().getDeliveredSeq()).isEqualTo(1);
    }

    @Test
    void marksAboveTheHead_areHeldToIt_untilItIsKnownToBeHigher() throws Exception {
        addMember("g_head", "bob");
        raiseHead("g_head", 3);
        probe.sendActivity(mark("g_head", "bob", 1_000, 0));
        probe.awaitSignal(signal -> isDelivered(signal, "g_head", 3));
        raiseHead("g_head", 5);
        probe.awaitSignal(signal -> isDelivered(signal, "g_head", 5));

        assertThat(stored("g_head", "bob")).isEqualTo(new Marks(5, 0));
    }

    @Test
    void aMessage_movesTheMarksOfItsSender() throws Exception {
        addMember("g_own", "alice");
        addMember("g_own", "bob");
        probe.send(LogProbe.create("g_own", "alice", "bob"));
        probe.send(LogProbe.post("g_own", "alice", "c-1"));

        Signal told = probe.awaitSignal(signal -> isDelivered(signal, "g_own", 2));

        assertThat(told.getReceipt().getAudienceList()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(of(told, "alice").getFirst().getReadSeq()).isEqualTo(2);
        assertThat(stored("g_own", "alice")).isEqualTo(new Marks(2, 2));
    }

    @Test
    void whoHides_isSeenToReceiveOnly_andSeesNobodyRead() {
        addMember("g_hide", "shy");
        addMember("g_hide", "alice");
        raiseHead("g_hide", 9);
        chat.bean(SettingsStore.class)
                .write("shy", new UserSettings(false, false))
                .join();
        probe.sendActivity(mark("g_hide", "shy", 9, 9));
        probe.sendActivity(mark("g_hide", "alice", 9, 9));
        probe.awaitSignal(signal -> signal.getConversationId().equals("g_hide")
                && signal.getReceipt().getAudienceList().contains("shy")
                && !of(signal, "alice").isEmpty());
        Signal own = probe.awaitSignal(signal -> signal.getConversationId().equals("g_hide")
                && signal.getReceipt().getAudienceCount() == 0);

        assertThat(of(own, "shy").getFirst().getReadSeq()).isEqualTo(9);
        probe.signals("g_hide").stream()
                .filter(signal -> signal.getReceipt().getAudienceCount() > 0)
                .forEach(signal -> {
                    assertThat(of(signal, "shy")).allMatch(receipt -> receipt.getReadSeq() == 0);
                    if (signal.getReceipt().getAudienceList().contains("shy")) {
                        assertThat(of(signal, "alice")).allMatch(receipt -> receipt.getReadSeq() == 0);
                    }
                });
    }

    @Test
    void inALargeGroup_theAuthorIsToldCounts_andEverybodyTheirOwnMarks() {
        String[] others = IntStream.range(0, 120).mapToObj(i -> "m" + i).toArray(String[]::new);
        probe.send(LogProbe.create("g_large", "alice", others));
        addMember("g_large", "alice");
        List.of(others).forEach(other -> addMember("g_large", other));
        probe.send(LogProbe.post("g_large", "alice", "c-1"));
        probe.awaitEvents("g_large", 2);
        raiseHead("g_large", 2);
        probe.sendActivity(mark("g_large", "m1", 2, 2));
        probe.sendActivity(mark("g_large", "m2", 2, 0));

        Signal counts = probe.awaitSignal(signal -> signal.getConversationId().equals("g_large")
                && signal.getReceipt().getReceiptsList().stream()
                        .anyMatch(receipt -> receipt.getDeliveredCount() == 2));

        assertThat(counts.getReceipt().getAudienceList()).containsExactly("alice");
        assertThat(counts.getReceipt().getReceiptsList()).singleElement().satisfies(receipt -> {
            assertThat(receipt.getSeq()).isEqualTo(2);
            assertThat(receipt.getReadCount()).isEqualTo(1);
            assertThat(receipt.getUserId()).isEmpty();
        });
        assertThat(probe.signals("g_large"))
                .filteredOn(signal -> signal.getReceipt().getReceiptsList().stream()
                        .anyMatch(receipt -> !receipt.getUserId().isEmpty()))
                .isNotEmpty()
                .allMatch(signal -> signal.getReceipt().getAudienceCount() == 0);
    }

    @Test
    void whoReads_isToldWhatIsLeft_onceHistoryIsThere_andNobodyElseIs_norIsWhoWrites() {
        addMember("g_counts", "alice");
        addMember("g_counts", "bob");
        raiseHead("g_counts", 5);
        archive("g_counts", 3, 2);
        probe.sendActivity(mark("g_counts", "bob", 4, 4));
        probe.awaitSignal(signal -> isDelivered(signal, "g_counts", 4));
        assertThat(probe.signals("g_counts")).noneMatch(Signal::hasCounts);

        mention("g_counts", "*", 5);
        // Both at once: a head between them would be told as well, and rightly.
        archiveEvent("g_counts", 4, 3);
        archive("g_counts", 5, 4);
        Signal left = probe.awaitSignal(
                signal -> signal.hasCounts() && signal.getConversationId().equals("g_counts"));
        probe.sendActivity(mark("g_counts", "bob", 5, 5));
        probe.awaitSignal(
                signal -> signal.hasCounts() && signal.getCounts().equals(counts("g_counts", "bob", 0, 0, 4)));

        assertThat(left.getCounts()).isEqualTo(counts("g_counts", "bob", 1, 1, 4));

        probe.send(LogProbe.create("g_writes", "alice", "bob"));
        addMember("g_writes", "alice");
        addMember("g_writes", "bob");
        archive("g_writes", 2, 1);
        probe.send(LogProbe.post("g_writes", "alice", "c-1"));
        probe.awaitSignal(signal -> isDelivered(signal, "g_writes", 2));
        probe.sendActivity(mark("g_writes", "bob", 2, 2));
        Signal told = probe.awaitSignal(
                signal -> signal.hasCounts() && signal.getConversationId().equals("g_writes"));
        assertThat(told.getCounts()).isEqualTo(counts("g_writes", "bob", 0, 0, 1));
    }

    private static CountsSignal counts(String conversation, String user, long unread, int mentions, long ordinal) {
        return CountsSignal.newBuilder()
                .addCounts(CountsOfUser.newBuilder()
                        .setUserId(user)
                        .setCounts(Counts.newBuilder()
                                .setConversationId(conversation)
                                .setUnread(unread)
                                .setMentions(mentions)
                                .setOrdinal(ordinal)))
                .build();
    }

    private static void archiveEvent(String conversation, long seq, long ordinal) {
        insert(
                "messages (conversation_id, bucket, seq, event) VALUES (?, 0, ?, ?)",
                conversation,
                seq,
                Event.newBuilder()
                        .setSeq(seq)
                        .setOrdinal(ordinal)
                        .build()
                        .toByteString()
                        .asReadOnlyByteBuffer());
    }

    /// As history would, with its newest event.
    private static void archive(String conversation, long seq, long ordinal) {
        archiveEvent(conversation, seq, ordinal);
        insert(
                "conversations (conversation_id, kind, head_seq, head_ordinal) VALUES (?, 'group', ?, ?)",
                conversation,
                seq,
                ordinal);
    }

    private static void mention(String conversation, String user, long seq) {
        insert("mentions (conversation_id, user_id, seq, live) VALUES (?, ?, ?, true)", conversation, user, seq);
    }

    private static void insert(String row, Object... values) {
        chat.bean(CqlSession.class).execute("INSERT INTO " + isolation.keyspace() + "." + row, values);
    }

    @Test
    void typing_isToldToTheOthers() {
        probe.sendActivity(Activity.newBuilder()
                .setConversationId("g_1")
                .setUserId("bob")
                .setTyping(true)
                .build());

        Signal typing = probe.awaitSignal(
                signal -> signal.hasTyping() && signal.getConversationId().equals("g_1"));

        assertThat(typing.getTyping().getAudienceList()).containsExactly("alice");
        assertThat(typing.getTyping().getTyping().getUserId()).isEqualTo("bob");
    }

    @Test
    void whereOneHasBlockedTheOther_neitherIsToldOfTheOther_andOwnDevicesStillAre() throws Exception {
        addMember("d_blocked", "alice");
        addMember("d_blocked", "bob");
        raiseHead("d_blocked", 5);
        block("alice", true);
        for (String user : List.of("alice", "bob")) {
            probe.sendActivity(typing("d_blocked", user));
            probe.sendActivity(mark("d_blocked", user, 3, 0));
            Signal own = probe.awaitSignal(signal -> signal.getConversationId().equals("d_blocked")
                    && !of(signal, user).isEmpty());
            assertThat(own.getReceipt().getAudienceList()).isEmpty();
        }
        assertThat(probe.signals("d_blocked"))
                .noneMatch(Signal::hasTyping)
                .allMatch(signal -> signal.getReceipt().getAudienceCount() == 0);
        assertThat(stored("d_blocked", "bob")).isEqualTo(new Marks(3, 0));
        assertThat(storedAs("alice", "d_blocked"))
                .containsEntry("alice", new Marks(3, 0))
                .containsEntry("bob", Marks.NONE);
        assertThat(storedAs("bob", "d_blocked"))
                .containsEntry("alice", Marks.NONE)
                .containsEntry("bob", new Marks(3, 0));

        block("alice", false);
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    probe.sendActivity(typing("d_blocked", "bob"));
                    return probe.signals("d_blocked").stream().anyMatch(Signal::hasTyping);
                });
        probe.sendActivity(mark("d_blocked", "bob", 5, 0));
        Signal told = probe.awaitSignal(signal -> isDelivered(signal, "d_blocked", 5));
        assertThat(told.getReceipt().getAudienceList()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(storedAs("alice", "d_blocked")).containsEntry("bob", new Marks(5, 0));
    }

    private static void block(String blocker, boolean blocked) {
        chat.bean(CqlSession.class)
                .execute(
                        "INSERT INTO " + isolation.keyspace()
                                + ".conversation_blocks (conversation_id, blocker, blocked) VALUES ('d_blocked', ?, ?)",
                        blocker,
                        blocked);
    }

    private static Activity typing(String conversation, String user) {
        return Activity.newBuilder()
                .setConversationId(conversation)
                .setUserId(user)
                .setTyping(true)
                .build();
    }

    private static List<Receipt> of(Signal signal, String user) {
        return signal.getReceipt().getReceiptsList().stream()
                .filter(receipt -> receipt.getUserId().equals(user))
                .toList();
    }

    private static boolean isDelivered(Signal signal, String conversation, long seq) {
        return signal.getConversationId().equals(conversation)
                && signal.getReceipt().getReceiptsList().stream().anyMatch(receipt -> receipt.getDeliveredSeq() == seq);
    }

    private static Marks stored(String conversation, String user) throws Exception {
        return new ReadReceipt(chat.bean(CqlSession.class), isolation.keyspace())
                .execute(conversation, user)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Map<String, Marks> storedAs(String user, String conversation) throws Exception {
        return new ReadReceipts(chat.bean(CqlSession.class), isolation.keyspace())
                .execute(conversation, user)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static void raiseHead(String conversation, long seq) {
        chat.bean(HeadStore.class)
                .raise(Map.of(conversation, seq))
                .toCompletableFuture()
                .join();
    }

    private static Activity mark(String conversation, String user, long delivered, long read) {
        return Activity.newBuilder()
                .setConversationId(conversation)
                .setUserId(user)
                .setDeviceId("phone")
                .setDeliveredSeq(delivered)
                .setReadSeq(read)
                .build();
    }

    private static void addMember(String conversation, String user) {
        chat.bean(CqlSession.class)
                .execute(
                        "INSERT INTO " + isolation.keyspace()
                                + ".conversation_members (conversation_id, user_id, role, joined_seq, left_seq)"
                                + " VALUES (?, ?, 'member', 1, 0)",
                        conversation,
                        user);
    }
}
