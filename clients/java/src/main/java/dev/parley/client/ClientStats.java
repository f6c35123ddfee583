package dev.parley.client;

import dev.parley.client.model.ModelStats;

/// Counters since the client was built.
///
/// @param connections sessions that reached `welcome`
/// @param bytesReceived payload of the WebSocket messages that came
/// @param model what the model counted
public record ClientStats(long connections, long bytesReceived, ModelStats model) {}
