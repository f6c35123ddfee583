package dev.parley.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.v1.Receipt;
import org.junit.jupiter.api.Test;

class ReceiptBookTest {

    private final ReceiptBook book = new ReceiptBook();

    @Test
    void marks_onlyGrow_whateverTheOrder() {
        book.add(receipt("bob", 5, 3));
        book.add(receipt("bob", 4, 4));
        book.add(receipt("bob", 1, 0));

        assertThat(book.of("d_1")).hasSize(1).containsEntry("bob", new ReceiptBook.Marks(5, 4));
    }

    @Test
    void countsOfALargeGroup_areNobodysMarks() {
        book.add(Receipt.newBuilder()
                .setConversationId("g_1")
                .setSeq(3)
                .setDeliveredCount(200)
                .build());

        assertThat(book.of("g_1")).isEmpty();
    }

    private static Receipt receipt(String user, long delivered, long read) {
        return Receipt.newBuilder()
                .setConversationId("d_1")
                .setUserId(user)
                .setDeliveredSeq(delivered)
                .setReadSeq(read)
                .build();
    }
}
