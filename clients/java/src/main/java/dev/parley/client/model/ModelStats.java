package dev.parley.client.model;

/// What the model counted since it was made.
///
/// @param pendingCommands commands without an answer now
/// @param resends sendings of a command after its first
/// @param syncs pages asked for
/// @param repeats events and acks dropped because they were held already
public record ModelStats(int pendingCommands, long resends, long syncs, long repeats) {}
