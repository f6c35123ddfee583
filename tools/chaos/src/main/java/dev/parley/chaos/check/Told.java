package dev.parley.chaos.check;

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

    /// The device handed the event to its application.
    record Applied(Device device, Entry entry, long nanos) implements Told {}

    /// The device's session was welcomed.
    record Online(Device device, long nanos) implements Told {}

    /// The device lost its session.
    record Offline(Device device, long nanos) implements Told {}
}
