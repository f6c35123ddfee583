package dev.parley.chat.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Receipt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ReceiptSignalsTest {

    private static final Set<String> MEMBERS = Set.of("alice", "bob", "shy");

    @Test
    void allMarksOfARound_areOneSignal_whenNobodyHides() {
        List<Signal> signals = ReceiptSignals.named(
                "g_1", Map.of("alice", move(1, 1, 5, 5), "bob", move(1, 1, 5, 1)), MEMBERS, Set.of("elsewhere"));

        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.getReceipt().getAudienceList()).containsExactlyInAnyOrderElementsOf(MEMBERS);
            assertThat(signal.getReceipt().getReceiptsList()).hasSize(2);
        });
    }

    @Test
    void readingOfWhoHides_isToldToTheirOwnDevicesOnly() {
        List<Signal> signals = ReceiptSignals.named("g_1", Map.of("shy", move(5, 1, 5, 5)), MEMBERS, Set.of("shy"));

        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.getReceipt().getAudienceCount()).isZero();
            assertThat(signal.getReceipt().getReceiptsList())
                    .singleElement()
                    .satisfies(receipt -> assertThat(receipt.getReadSeq()).isEqualTo(5));
        });
    }

    @Test
    void readingOfOthers_isNotToldToWhoHides() {
        List<Signal> signals = ReceiptSignals.named("g_1", Map.of("bob", move(1, 1, 5, 5)), MEMBERS, Set.of("shy"));

        assertThat(signals).hasSize(2).allSatisfy(signal -> {
            boolean toShy = signal.getReceipt().getAudienceList().contains("shy");
            Receipt receipt = signal.getReceipt().getReceipts(0);
            assertThat(receipt.getDeliveredSeq()).isEqualTo(5);
            assertThat(receipt.getReadSeq()).isEqualTo(toShy ? 0 : 5);
        });
    }

    private static ReceiptSignals.Move move(long delivered, long read, long deliveredAfter, long readAfter) {
        return new ReceiptSignals.Move(new Marks(delivered, read), new Marks(deliveredAfter, readAfter));
    }
}
