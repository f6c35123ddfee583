package dev.parley.bench.measure;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/// What came of each message of a run, by its number in the schedule: intended, sent, acked, received by each
/// receiver. One clock (`System.nanoTime` of this JVM) for both ends. Any thread may write; read it when the run is
/// over.
public final class Ledger {

    private static final int DIGITS = 3;

    private final int messages;
    private final int receivers;
    private final AtomicLongArray intendedNanos;
    private final AtomicLongArray sentNanos;
    private final AtomicLongArray ackedNanos;
    private final AtomicLongArray ackedSeq;
    private final AtomicIntegerArray refusals;
    private final AtomicLongArray receivedNanos;
    private final LongAdder repeated = new LongAdder();
    private final LongAdder disordered = new LongAdder();
    private final LongAdder contradicted = new LongAdder();

    /// @param receivers how many sessions should receive each message, its sender's own session not counted
    public Ledger(int messages, int receivers) {
        this.messages = messages;
        this.receivers = receivers;
        this.intendedNanos = new AtomicLongArray(messages);
        this.sentNanos = new AtomicLongArray(messages);
        this.ackedNanos = new AtomicLongArray(messages);
        this.ackedSeq = new AtomicLongArray(messages);
        this.refusals = new AtomicIntegerArray(messages);
        this.receivedNanos = new AtomicLongArray(Math.multiplyExact(messages, receivers));
    }

    public void sent(int message, long intended, long now) {
        intendedNanos.set(message, intended);
        sentNanos.set(message, now);
    }

    public void acked(int message, long seq, long now) {
        if (ackedNanos.compareAndSet(message, 0, now)) {
            ackedSeq.set(message, seq);
        } else if (ackedSeq.get(message) != seq) {
            contradicted.increment();
        }
    }

    public void refused(int message) {
        refusals.incrementAndGet(message);
    }

    /// @param lastSeq highest seq this receiver saw before in the conversation
    public void received(int message, int receiver, long seq, long lastSeq, long now) {
        if (!receivedNanos.compareAndSet(message * receivers + receiver, 0, now)) {
            repeated.increment();
        } else if (seq <= lastSeq) {
            disordered.increment();
        }
        long acked = ackedSeq.get(message);
        if (acked != 0 && acked != seq) {
            contradicted.increment();
        }
    }

    /// True once every message is acked or refused, and every acked one received by all.
    public boolean isSettled() {
        Reconciliation now = reconcile();
        return now.acked() + now.refused() >= now.sent() && now.lost() == 0;
    }

    public Reconciliation reconcile() {
        int sent = 0;
        int acked = 0;
        int refused = 0;
        long received = 0;
        long lost = 0;
        for (int message = 0; message < messages; message++) {
            if (sentNanos.get(message) == 0) {
                continue;
            }
            sent++;
            boolean isAcked = ackedNanos.get(message) != 0;
            acked += isAcked ? 1 : 0;
            refused += !isAcked && refusals.get(message) > 0 ? 1 : 0;
            for (int receiver = 0; receiver < receivers; receiver++) {
                boolean isReceived = receivedNanos.get(message * receivers + receiver) != 0;
                received += isReceived ? 1 : 0;
                lost += isAcked && !isReceived ? 1 : 0;
            }
        }
        return new Reconciliation(
                sent, acked, refused, received, lost, repeated.sum(), disordered.sum(), contradicted.sum());
    }

    /// From the intended send time to the ack, of messages `from` (inclusive) on.
    public Histogram ackLatency(int from) {
        Histogram histogram = new Histogram(DIGITS);
        for (int message = from; message < messages; message++) {
            long acked = ackedNanos.get(message);
            if (acked != 0) {
                histogram.recordValue(acked - intendedNanos.get(message));
            }
        }
        return histogram;
    }

    /// From the intended send time to receipt, over all receivers, of messages `from` (inclusive) on.
    public Histogram deliveryLatency(int from) {
        return deliveryLatency(from, intendedNanos::get);
    }

    /// The same from the actual send time; published beside the first only to show how far the generator was off.
    public Histogram deliveryLatencyFromActual(int from) {
        return deliveryLatency(from, sentNanos::get);
    }

    /// Of each message the receiver at `quantile` (0 first, 0.5 median, 1 last) of those who received it.
    /// Messages that some receiver lacks are left out: {@link Reconciliation#lost} counts them.
    public Histogram receiverLatency(int from, double quantile) {
        Histogram histogram = new Histogram(DIGITS);
        for (int message = from; message < messages; message++) {
            long[] times = new long[receivers];
            for (int receiver = 0; receiver < receivers; receiver++) {
                times[receiver] = receivedNanos.get(message * receivers + receiver);
            }
            Arrays.sort(times);
            if (receivers > 0 && times[0] != 0) {
                int at = (int) Math.round(quantile * (receivers - 1));
                histogram.recordValue(times[at] - intendedNanos.get(message));
            }
        }
        return histogram;
    }

    /// Messages sent per second between the first and the last send from `from` on.
    public double achievedRate(int from) {
        int count = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int message = from; message < messages; message++) {
            long sent = sentNanos.get(message);
            if (sent != 0) {
                count++;
                first = Math.min(first, sent);
                last = Math.max(last, sent);
            }
        }
        return count < 2 ? 0 : (count - 1) * 1e9 / (last - first);
    }

    private Histogram deliveryLatency(int from, StartTime start) {
        Histogram histogram = new Histogram(DIGITS);
        for (int message = from; message < messages; message++) {
            for (int receiver = 0; receiver < receivers; receiver++) {
                long received = receivedNanos.get(message * receivers + receiver);
                if (received != 0) {
                    histogram.recordValue(received - start.of(message));
                }
            }
        }
        return histogram;
    }

    @FunctionalInterface
    private interface StartTime {
        long of(int message);
    }
}
