package dev.parley.log.path;

import java.time.Instant;

/// One step of one message, or a mark, at this instance.
///
/// @param messageId 0: a mark, which is about all messages of the conversation up to `seq`
/// @param accepted the event's own time, by the broker's clock; the epoch for a mark
/// @param time by the clock of this instance
/// @param detail where, or whose, see {@link Step}; ids only
public record PathStep(
        long messageId, String conversationId, long seq, Step step, Instant accepted, Instant time, String detail) {}
