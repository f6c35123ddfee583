package dev.parley.chat.sequencing;

import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;

/// What a command comes to: at most one event.
public sealed interface Decision {

    /// Accepted. Nobody is told before the event is acknowledged in the log: its ack is made from the log.
    record Accept(LogEvent event) implements Decision {}

    /// No event: refused, a repeat (with the ack of the first time) or there already. It changes no state, and it
    /// may go out only once every event decided before it is acknowledged at its offset ({@link
    /// PartitionOwner#release}).
    record Answer(Outcome outcome) implements Decision {}
}
