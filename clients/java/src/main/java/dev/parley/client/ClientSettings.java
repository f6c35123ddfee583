package dev.parley.client;

import java.util.List;

/// What a client is told at its making.
///
/// @param urls gateways or edges, `ws://…/v1/connect`; tried in turn, the first first
/// @param deviceId unique per user; a second client with the same id replaces the first
/// @param platform a word for the server's device list
/// @param autoReceived whether `received` marks go out by themselves once the listener has an event
/// @param outboxCapacity commands that may wait; one more is refused with {@link OutboxFullException}
/// @param backoff waits between attempts
/// @param json JSON frames instead of protobuf
record ClientSettings(
        List<String> urls,
        String deviceId,
        String platform,
        boolean autoReceived,
        int outboxCapacity,
        Backoff backoff,
        boolean json) {}
