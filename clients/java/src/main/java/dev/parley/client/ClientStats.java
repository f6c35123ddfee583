package dev.parley.client;

import dev.parley.client.model.ModelStats;

/// Counters since the client was built.
///
/// @param connections sessions that reached `welcome`
/// @param model what the model counted
public record ClientStats(long connections, ModelStats model) {}
