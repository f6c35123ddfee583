package dev.parley.bus.redis;

import dev.parley.bus.SessionEntry;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The value of one device in a user's hash: `gateway|session|epoch|f or b|expiry`. Epoch in ms by the
/// gateway's clock (or one above the entry it displaced), `b` for background, expiry in seconds by Redis's
/// clock. The scripts write and read the same form.
final class EntryValue {

    /// Lua: session, epoch (ms), expiry (s) of a value; nil if it has another form.
    static final String LUA_PATTERN = "'^[^|]*|([^|]*)|(%d+)|[fb]|(%d+)$'";

    /// Lua: gateway and mode of a value; nil if it has another form.
    static final String LUA_PLACE = "'^([^|]*)|[^|]*|%d+|([fb])|%d+$'";

    private static final Pattern FORM = Pattern.compile("([^|]+)\\|([^|]+)\\|(\\d{1,18})\\|([fb])\\|\\d{1,18}");

    private EntryValue() {}

    static String mode(SessionEntry entry) {
        return entry.background() ? "b" : "f";
    }

    /// Empty for a value of a form this version does not know.
    static Optional<SessionEntry> decode(String userId, String deviceId, String value) {
        Matcher parts = FORM.matcher(value);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SessionEntry(
                userId,
                deviceId,
                parts.group(1),
                parts.group(2),
                Long.parseLong(parts.group(3)),
                parts.group(4).equals("b")));
    }

    static void requireEncodable(SessionEntry entry) {
        if (entry.gatewayId().contains("|") || entry.sessionId().contains("|")) {
            throw new IllegalArgumentException(
                    "gatewayId: " + entry.gatewayId() + ", sessionId: " + entry.sessionId() + " (expected: no '|')");
        }
    }
}
