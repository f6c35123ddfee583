package dev.parley.chaos.check;

/// From the moment a fault was made to the moment the damaged part served again.
public record FaultWindow(String name, long fromNanos, long toNanos) {}
