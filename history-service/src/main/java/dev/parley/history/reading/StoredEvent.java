package dev.parley.history.reading;

import dev.parley.proto.v1.Event;

/// An event as the archive has it, the same for every reader.
///
/// @param reacted whether anybody ever reacted to it
public record StoredEvent(Event event, boolean reacted) {}
