package dev.parley.chaos.check;

import java.util.List;

/// One line of a run's record, in the order in which the run wrote it: what was asked and what the clients were told.
/// Times are `System.nanoTime` of one JVM.
public sealed interface Told {

    long nanos();

    /// The application handed the message to its client, at this time at the latest.
    record Sent(CommandId command, String body, long nanos) implements Told {}

    /// The client was told that the message is stored at `seq`.
    record Acked(CommandId command, long seq, long messageId, long nanos) implements Told {}

    /// The client was told, for good, that the message was not taken.
    record Refused(CommandId command, String code, long nanos) implements Told {}

    /// `by` was told that its change of the membership is stored at `seq`; it asked for it at `askedNanos`.
    record Changed(
            Device by, String conversationId, Change change, long seq, long messageId, long askedNanos, long nanos)
            implements Told {}

    /// `by` was told that nothing was changed, for example because another was first.
    record Unchanged(Device by, String conversationId, String answer, long nanos) implements Told {}

    /// The device handed the event to its application.
    record Applied(Device device, Entry entry, long nanos) implements Told {}

    /// The frame came to the device, whatever it makes of it: alone or in a page, for the first time or again.
    record Seen(Device device, Entry entry, long nanos) implements Told {}

    /// The device was told that the conversation goes up to `seq`.
    record HeadTold(Device device, String conversationId, long seq, long nanos) implements Told {}

    /// The device was told that `from..to` are not available to it.
    record Skipped(Device device, String conversationId, long from, long to, long nanos) implements Told {}

    /// A user read a whole conversation by REST, after the run.
    ///
    /// @param how the call
    /// @param found false: `NOT_FOUND`
    /// @param rows in the order of their seqs as served
    record Read(Device by, String conversationId, String how, boolean found, List<Entry> rows, long nanos)
            implements Told {}

    /// The device's session was welcomed.
    record Online(Device device, long nanos) implements Told {}

    /// The device lost its session.
    record Offline(Device device, long nanos) implements Told {}
}
