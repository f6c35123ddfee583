package dev.parley.chat.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.parley.chat.ChatInstance;
import dev.parley.chat.LogProbe;
import dev.parley.kit.Backends;
import dev.parley.kit.Isolation;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.ReceiptSignal;
import dev.parley.proto.log.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        addMember("g_1", "alice");
        addMember("g_1", "bob");
    }

    @AfterAll
    static void stop() {
        probe.close();
        chat.close();
    }

    @Test
    void marks_reachAllMembers_growOnly_andAreStored() throws Exception {
        probe.sendActivity(mark("g_1", "bob", 16, 0));
        ReceiptSignal delivered = probe.awaitSignal(signal ->
                        signal.hasReceipt() && signal.getReceipt().getReceipt().getDeliveredSeq() == 16)
                .getReceipt();
        probe.sendActivity(mark("g_1", "bob", 3, 12));
        ReceiptSignal read = probe.awaitSignal(signal ->
                        signal.hasReceipt() && signal.getReceipt().getReceipt().getReadSeq() == 12)
                .getReceipt();

        assertThat(delivered.getAudienceList()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(delivered.getReceipt().getUserId()).isEqualTo("bob");
        assertThat(read.getReceipt().getDeliveredSeq()).isEqualTo(16);
        Marks stored = new ReadReceipt(chat.bean(CqlSession.class), isolation.keyspace())
                .execute("g_1", "bob")
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(stored).isEqualTo(new Marks(16, 12));
    }

    @Test
    void marksOfStrangers_comeToNothing() {
        probe.sendActivity(mark("g_1", "mallory", 5, 5));
        probe.sendActivity(mark("g_1", "alice", 5, 5));

        Signal first = probe.awaitSignal(signal -> signal.hasReceipt()
                && List.of("mallory", "alice")
                        .contains(signal.getReceipt().getReceipt().getUserId()));

        assertThat(first.getReceipt().getReceipt().getUserId()).isEqualTo("alice");
    }

    @Test
    void marksThatAreQuickerThanHistory_areNotLost() {
        probe.sendActivity(mark("g_new", "bob", 1, 0));
        probe.sendActivity(mark("g_1", "alice", 9, 0));
        probe.awaitSignal(signal ->
                signal.hasReceipt() && signal.getReceipt().getReceipt().getDeliveredSeq() == 9);
        addMember("g_new", "bob");

        Signal late = probe.awaitSignal(signal -> signal.getConversationId().equals("g_new"));

        assertThat(late.getReceipt().getReceipt().getDeliveredSeq()).isEqualTo(1);
    }

    @Test
    void typing_isToldToTheOthers() {
        probe.sendActivity(Activity.newBuilder()
                .setConversationId("g_1")
                .setUserId("bob")
                .setTyping(true)
                .build());

        Signal typing = probe.awaitSignal(Signal::hasTyping);

        assertThat(typing.getTyping().getAudienceList()).containsExactly("alice");
        assertThat(typing.getTyping().getTyping().getUserId()).isEqualTo("bob");
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
