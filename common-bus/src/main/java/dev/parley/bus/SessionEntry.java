package dev.parley.bus;

/// One live session as the directory knows it.
///
/// @param gatewayId bus address of the gateway that holds the socket
/// @param sessionId new for every connection; a removal names it, so that a late disconnect never removes a
///     newer session
/// @param epochMillis when the session was opened, by its gateway's clock; of two entries of a device the
///     greater is newer
/// @param background the app is in the background: connected, but a push may be wanted
public record SessionEntry(
        String userId, String deviceId, String gatewayId, String sessionId, long epochMillis, boolean background) {}
