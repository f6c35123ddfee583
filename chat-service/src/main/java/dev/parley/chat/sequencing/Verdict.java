package dev.parley.chat.sequencing;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Event;

/// What the rules say to a command, before anything is numbered.
sealed interface Verdict {

    /// @param kind an event with nothing but its kind set
    record Accepted(Event.Builder kind) implements Verdict {}

    /// @param reason for developers; says nothing of the content
    record Refused(ErrorCode code, String reason) implements Verdict {}

    /// There is nothing left to do: the conversation is as the command wants it.
    record AlreadySo(ConversationState conversation) implements Verdict {}
}
