package dev.parley.chat.outcome;

import dev.parley.proto.log.ConversationView;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Refused;

/// What became of a command.
public sealed interface CommandOutcome {

    /// In the log for good.
    record Accepted(Event event) implements CommandOutcome {}

    /// In the log for good, as a private event: nothing was numbered.
    record Done() implements CommandOutcome {}

    /// Accepted earlier under the same client id.
    record Duplicate(Ack ack) implements CommandOutcome {}

    /// The conversation that was to be created is there already.
    record Exists(ConversationView view) implements CommandOutcome {}

    /// Permanent: the same command would be refused again.
    record Refusal(Refused refused) implements CommandOutcome {}

    /// This device has as many commands under way in this conversation as it may; nothing was sent.
    record TooManyInFlight() implements CommandOutcome {}

    /// No answer in time. The command may still be accepted; a repeat with the same client id finds out.
    record Unavailable() implements CommandOutcome {}
}
