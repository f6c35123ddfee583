package dev.parley.client.rest;

import java.time.Instant;

/// A device of the caller.
///
/// @param name what its user called it, or what its hello said; may be empty
/// @param lastUsedAt now, if it is connected and not in the background
/// @param current whether it is the one that asks
public record DeviceSummary(
        String deviceId, String name, String platform, Instant registeredAt, Instant lastUsedAt, boolean current) {}
