package dev.parley.chat.sequencing;

/// Where a fold may start. Every checkpoint row of the partition is at least as new as this; some may be newer, for
/// the rows are written before it.
///
/// @param eventOffset the first record of `parley.events` neither folded in nor dropped as a twin. Two owners may
///     differ in how many twins they have passed, and nothing else, under one write timestamp; any of their offsets
///     will do
/// @param logIndex of the last event folded in
/// @param lastMessageId the greatest message id given so far
/// @param lastCommandOffset of the command that the last event accepts; {@link #NO_COMMAND} before the first
public record PartitionCheckpoint(
        int partition, long eventOffset, long logIndex, long lastMessageId, long lastCommandOffset) {

    public static final long NO_COMMAND = -1;

    /// The write timestamp of this row.
    public long writeTimestamp() {
        return lastCommandOffset;
    }
}
