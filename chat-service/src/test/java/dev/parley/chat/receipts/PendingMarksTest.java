package dev.parley.chat.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.proto.log.Activity;
import org.junit.jupiter.api.Test;

final class PendingMarksTest {

    private final PendingMarks pending = new PendingMarks();

    @Test
    void marksOfOneUser_areCoalescedToTheGreatest_whateverTheOrder() {
        pending.add(received("bob", 7), 1);
        pending.add(received("bob", 5), 2);
        pending.add(read("bob", 6), 3);

        assertThat(pending.takeDue(10)).singleElement().satisfies(one -> {
            assertThat(one.marks()).isEqualTo(new Marks(7, 6));
            assertThat(one.sinceNanos()).isEqualTo(1);
        });
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void read_impliesReceived() {
        pending.add(read("bob", 6), 1);

        assertThat(pending.takeDue(10))
                .singleElement()
                .extracting(PendingMarks.Waiting::marks)
                .isEqualTo(new Marks(6, 6));
    }

    @Test
    void marksOfAConversation_waitForItsTurn_andComeTogetherThen() {
        pending.nextTurn("g_1", 100);
        pending.add(received("bob", 7), 20);
        pending.add(received("carol", 7), 30);

        assertThat(pending.takeDue(99)).isEmpty();
        assertThat(pending.oldestNanos(99)).isEqualTo(20);
        assertThat(pending.takeDue(100)).hasSize(2);
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void whatAMessageSaysOfItsSender_waits_unlessOthersOfTheConversationAreDue() {
        long later = PendingMarks.OWN_WAIT.toNanos();
        pending.sent(new PendingMarks.Who("g_1", "alice"), 8, 1);
        assertThat(pending.takeDue(later)).isEmpty();

        pending.add(received("bob", 7), 2);
        assertThat(pending.takeDue(10))
                .extracting(one -> one.who().userId(), PendingMarks.Waiting::marks)
                .containsExactlyInAnyOrder(tuple("alice", new Marks(8, 8)), tuple("bob", new Marks(7, 0)));

        pending.sent(new PendingMarks.Who("g_1", "alice"), 9, 1);
        assertThat(pending.takeDue(1 + later)).hasSize(1);
    }

    @Test
    void marksBeyondTheHead_areClampedToIt() {
        assertThat(new Marks(1_000, 900).clampedTo(16)).isEqualTo(new Marks(16, 16));
    }

    @Test
    void negativeMarks_andTypingAlone_setNothing() {
        pending.add(received("bob", -3), 1);
        pending.add(
                Activity.newBuilder()
                        .setConversationId("g_1")
                        .setUserId("bob")
                        .setTyping(true)
                        .build(),
                1);

        assertThat(pending.takeDue(10)).isEmpty();
        assertThat(pending.takeTyping()).containsExactly(new PendingMarks.Who("g_1", "bob"));
    }

    private static Activity received(String user, long seq) {
        return Activity.newBuilder()
                .setConversationId("g_1")
                .setUserId(user)
                .setDeliveredSeq(seq)
                .build();
    }

    private static Activity read(String user, long seq) {
        return Activity.newBuilder()
                .setConversationId("g_1")
                .setUserId(user)
                .setReadSeq(seq)
                .build();
    }
}
