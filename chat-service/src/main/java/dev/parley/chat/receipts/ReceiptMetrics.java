package dev.parley.chat.receipts;

/// What receipts cost. `activities` is what gateways have sent after their own coalescing; the rest is what
/// came of it.
public interface ReceiptMetrics {

    /// Records of `parley.activity`.
    void activity();

    /// @param marks that moved
    /// @param registers written to Cassandra for them: one or two each
    void raised(int marks, int registers);

    /// @param signals records of `parley.signals`, each for one audience
    /// @param receipts in them
    void told(int signals, int receipts);
}
