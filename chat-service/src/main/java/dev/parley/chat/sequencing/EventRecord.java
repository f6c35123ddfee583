package dev.parley.chat.sequencing;

import dev.parley.proto.log.LogEvent;

/// One record of `parley.events`.
///
/// @param offset its place in the partition
public record EventRecord(long offset, LogEvent event) {}
