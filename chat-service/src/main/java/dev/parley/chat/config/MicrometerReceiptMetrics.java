package dev.parley.chat.config;

import dev.parley.chat.receipts.ReceiptMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// The cost of receipts as Micrometer meters.
final class MicrometerReceiptMetrics implements ReceiptMetrics {

    private final Counter activities;
    private final Counter marks;
    private final Counter registers;
    private final Counter signals;
    private final Counter receipts;

    MicrometerReceiptMetrics(MeterRegistry registry) {
        activities = registry.counter("parley.receipts.activities");
        marks = registry.counter("parley.receipts.marks");
        registers = registry.counter("parley.receipts.registers");
        signals = registry.counter("parley.receipts.signals");
        receipts = registry.counter("parley.receipts.told");
    }

    @Override
    public void activity() {
        activities.increment();
    }

    @Override
    public void raised(int raisedMarks, int writtenRegisters) {
        marks.increment(raisedMarks);
        registers.increment(writtenRegisters);
    }

    @Override
    public void told(int sentSignals, int toldReceipts) {
        signals.increment(sentSignals);
        receipts.increment(toldReceipts);
    }
}
