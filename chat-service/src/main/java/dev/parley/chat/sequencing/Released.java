package dev.parley.chat.sequencing;

import dev.parley.proto.log.Outcome;
import java.util.List;

/// What has become safe since the last release.
///
/// @param answers to send to their origins now, in this order
/// @param commandOffset the next command to process after a crash, to be committed once the answers are sent; or
///     {@link #NOTHING} if it has not moved
public record Released(List<Outcome> answers, long commandOffset) {

    public static final long NOTHING = -1;

    public Released {
        answers = List.copyOf(answers);
    }
}
