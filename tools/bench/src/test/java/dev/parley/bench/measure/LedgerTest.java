package dev.parley.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final long MILLI = 1_000_000;

    @Test
    void latencies_countFromTheIntendedTime_notFromTheLateSend() {
        Ledger ledger = new Ledger(1, 1);
        ledger.sent(0, 10 * MILLI, 60 * MILLI);
        ledger.acked(0, 2, 70 * MILLI);
        ledger.received(0, 0, 2, 1, 75 * MILLI);

        assertThat(Latencies.of(ledger.deliveryLatency(0)).p50()).isBetween(65.0, 65.1);
        assertThat(Latencies.of(ledger.ackLatency(0)).p50()).isBetween(60.0, 60.1);
        assertThat(Latencies.of(ledger.deliveryLatencyFromActual(0)).p50()).isBetween(15.0, 15.1);
    }

    @Test
    void reconcile_countsAnAckedMessageWithoutReceiptAsLost_andAnUnackedOneNot() {
        Ledger ledger = new Ledger(3, 2);
        for (int message = 0; message < 3; message++) {
            ledger.sent(message, 1, 1);
        }
        ledger.acked(0, 2, 5);
        ledger.received(0, 0, 2, 1, 6);
        ledger.refused(1);

        Reconciliation ids = ledger.reconcile();

        assertThat(ids.sent()).isEqualTo(3);
        assertThat(ids.acked()).isEqualTo(1);
        assertThat(ids.refused()).isEqualTo(1);
        assertThat(ids.received()).isEqualTo(1);
        assertThat(ids.lost()).isEqualTo(1);
        assertThat(ids.isClean()).isFalse();
        assertThat(ledger.isSettled()).isFalse();
    }

    @Test
    void reconcile_tellsRepeatsFromDisorderAndContradiction() {
        Ledger ledger = new Ledger(3, 1);
        for (int message = 0; message < 3; message++) {
            ledger.sent(message, 1, 1);
            ledger.acked(message, message + 2, 5);
        }
        ledger.received(0, 0, 2, 1, 6);
        ledger.received(0, 0, 2, 2, 7);
        ledger.received(2, 0, 4, 2, 8);
        ledger.received(1, 0, 3, 4, 9);
        assertThat(ledger.reconcile().repeated()).isEqualTo(1);
        assertThat(ledger.reconcile().disordered()).isEqualTo(1);
        assertThat(ledger.reconcile().contradicted()).isZero();

        ledger.acked(1, 99, 10);
        assertThat(ledger.reconcile().contradicted()).isEqualTo(1);
    }

    @Test
    void receiverLatency_givesFirstMedianAndLastMember() {
        Ledger ledger = new Ledger(1, 3);
        ledger.sent(0, 0, 0);
        ledger.acked(0, 2, MILLI);
        ledger.received(0, 2, 2, 1, 2 * MILLI);
        ledger.received(0, 0, 2, 1, 4 * MILLI);
        ledger.received(0, 1, 2, 1, 9 * MILLI);

        assertThat(Latencies.of(ledger.receiverLatency(0, 0)).max()).isBetween(2.0, 2.1);
        assertThat(Latencies.of(ledger.receiverLatency(0, 0.5)).max()).isBetween(4.0, 4.1);
        assertThat(Latencies.of(ledger.receiverLatency(0, 1)).max()).isBetween(9.0, 9.1);
    }

    @Test
    void cpuTime_readsUserAndSystemTicks_alsoAfterACommandWithSpacesAndParentheses() {
        String stat = "4711 (java (x) y) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 30 0 1";

        assertThat(CpuTime.parse(stat)).isEqualTo(3.0);
    }

    @Test
    void jvmMemory_readsTheTotalOfAClassHistogram() {
        String histogram = """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:          1000         100000  [B (java.base@25)
                Total          2000         345678
                """;

        assertThat(JvmMemory.totalBytes(histogram)).isEqualTo(345_678);
    }
}
