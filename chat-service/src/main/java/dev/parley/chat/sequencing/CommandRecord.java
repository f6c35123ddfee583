package dev.parley.chat.sequencing;

import dev.parley.proto.log.Command;

/// One record of `parley.commands`.
///
/// @param offset its place in the partition
/// @param appendTimeMillis the broker's LogAppendTime: the only time a decision may look at
public record CommandRecord(long offset, long appendTimeMillis, Command command) {}
