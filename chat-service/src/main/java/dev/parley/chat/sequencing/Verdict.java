package dev.parley.chat.sequencing;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.Event;
import java.time.Duration;
import java.util.List;

/// What the rules say to a command, before anything is numbered.
sealed interface Verdict {

    /// @param kind an event with nothing but its kind set
    record Accepted(Event.Builder kind) implements Verdict {}

    /// In the log, but in no conversation's order.
    ///
    /// @param audience whose devices are told
    record AcceptedPrivately(PrivateEvent event, List<String> audience) implements Verdict {}

    /// @param reason for developers; says nothing of the content
    /// @param retryAfter zero: the same command would be refused again
    record Refused(ErrorCode code, String reason, Duration retryAfter) implements Verdict {

        Refused(ErrorCode code, String reason) {
            this(code, reason, Duration.ZERO);
        }
    }

    /// There is nothing left to do: the conversation is as the command wants it.
    record AlreadySo(ConversationState conversation) implements Verdict {}
}
