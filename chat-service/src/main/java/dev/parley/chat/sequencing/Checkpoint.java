package dev.parley.chat.sequencing;

import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.DedupSnapshot;
import java.util.List;

/// What one checkpoint writes: first all rows, in any order, each with its own write timestamp so that an older
/// owner's late write loses; then, when every row is safe, {@link #partition}. Written the other way round, a crash
/// in between would leave rows that miss events which no later fold will see.
public record Checkpoint(List<ConversationRow> conversations, List<WindowRow> windows, PartitionCheckpoint partition) {

    /// @param writeTimestamp offset of the command accepted by the last event folded in: equal timestamps mean
    ///     equal rows
    public record ConversationRow(String conversationId, ConversationSnapshot snapshot, long writeTimestamp) {}

    /// @param writeTimestamp offset of the device's last accepted command
    public record WindowRow(WindowKey key, DedupSnapshot snapshot, long writeTimestamp) {}

    public Checkpoint {
        conversations = List.copyOf(conversations);
        windows = List.copyOf(windows);
    }
}
