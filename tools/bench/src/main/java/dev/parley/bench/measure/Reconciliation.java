package dev.parley.bench.measure;

/// The ids of a run, reconciled at its end.
///
/// @param acked messages the server said it stored
/// @param refused messages answered only by `refused`; the generator does not re-send them
/// @param received receipts, over all receivers
/// @param lost receipts missing: (message, receiver) pairs of acked messages that never arrived
/// @param repeated receipts of a message the receiver already had; the protocol allows them
/// @param disordered first receipts with a seq at or below one the receiver had seen; the protocol forbids them
/// @param contradicted acks or receipts whose seq differs from the one told before; the protocol forbids them
public record Reconciliation(
        long sent,
        long acked,
        long refused,
        long received,
        long lost,
        long repeated,
        long disordered,
        long contradicted) {

    /// True if nothing happened that the protocol forbids.
    public boolean isClean() {
        return lost == 0 && disordered == 0 && contradicted == 0;
    }
}
