package dev.parley.chat.sequencing;

import dev.parley.proto.log.LogEvent;

/// An event to be appended.
///
/// @param expectedOffset where it lands if nobody else writes the partition; another offset means another owner
public record Append(long expectedOffset, LogEvent event) {}
