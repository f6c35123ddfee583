package dev.parley.client;

import java.time.Duration;
import java.util.OptionalInt;

/// A step of the client's state.
///
/// @param state where the client is now
/// @param closeCode the code of the close that led here, if a close did
/// @param retryIn when the next attempt begins; zero where there is none
/// @param detail why, for a log line
public record StateChange(ClientState state, OptionalInt closeCode, Duration retryIn, String detail) {}
