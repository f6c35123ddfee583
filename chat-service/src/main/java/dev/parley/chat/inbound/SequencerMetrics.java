package dev.parley.chat.inbound;

import java.time.Duration;

/// What the sequencer counts. `commands read = accepted + answered + dead-lettered`, but for those that are read again
/// after a take-over.
public interface SequencerMetrics {

    /// Events acknowledged at their offset.
    void accepted();

    /// From the poll that brought the commands to the acknowledgement of the last event made of them.
    void batch(Duration took);

    /// Refusals, repeats and conversations that exist already.
    void answered(int answers);

    void deadLettered();

    void takenOver();

    /// Somebody else wrote a partition, or this process stood still.
    void ownershipLost();

    void checkpoint(boolean written);
}
