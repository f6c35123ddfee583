package dev.parley.chat.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.log.Activity;
import org.junit.jupiter.api.Test;

final class PendingMarksTest {

    private final PendingMarks pending = new PendingMarks();

    @Test
    void marksOfOneUser_areCoalescedToTheGreatest_whateverTheOrder() {
        pending.add(received("bob", 7), 1);
        pending.add(received("bob", 5), 2);
        pending.add(read("bob", 6), 3);

        assertThat(pending.takeMarks()).singleElement().satisfies(one -> {
            assertThat(one.marks()).isEqualTo(new Marks(7, 6));
            assertThat(one.sinceNanos()).isEqualTo(1);
        });
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void read_impliesReceived() {
        pending.add(read("bob", 6), 1);

        assertThat(pending.takeMarks())
                .singleElement()
                .extracting(PendingMarks.Waiting::marks)
                .isEqualTo(new Marks(6, 6));
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

        assertThat(pending.takeMarks()).isEmpty();
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
