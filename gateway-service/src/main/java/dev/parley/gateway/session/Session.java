package dev.parley.gateway.session;

import dev.parley.bus.SessionEntry;
import dev.parley.gateway.codec.Encoding;
import dev.parley.proto.v1.Frame;

/// One authenticated connection of one device. Immutable but for `background`, and safe to share; what belongs to the
/// event loop alone stays with the connection.
public final class Session {

    private final String id;
    private final String userId;
    private final String deviceId;
    private final long openedAtMillis;
    private final Encoding encoding;
    private final Outlet outlet;
    private final Settlement settlement;
    private volatile boolean background;

    /// What else the session hears of, on its loop.
    public interface Settlement {

        /// A command has its answer.
        ///
        /// @param conversationId empty if the answer does not name it
        void settled(String conversationId, String clientId);

        /// Its client sent this frame by another way.
        void forwarded(Frame frame);
    }

    public Session(
            String id,
            String userId,
            String deviceId,
            long openedAtMillis,
            Encoding encoding,
            Outlet outlet,
            Settlement settlement) {
        this.id = id;
        this.userId = userId;
        this.deviceId = deviceId;
        this.openedAtMillis = openedAtMillis;
        this.encoding = encoding;
        this.outlet = outlet;
        this.settlement = settlement;
    }

    public String id() {
        return id;
    }

    public String userId() {
        return userId;
    }

    public String deviceId() {
        return deviceId;
    }

    /// User and device, as an operator is told.
    public String name() {
        return userId + "/" + deviceId;
    }

    public Encoding encoding() {
        return encoding;
    }

    public Outlet outlet() {
        return outlet;
    }

    public Settlement settlement() {
        return settlement;
    }

    public void setBackground(boolean background) {
        this.background = background;
    }

    /// As the directory knows it.
    public SessionEntry entry(String gatewayId) {
        return new SessionEntry(userId, deviceId, gatewayId, id, openedAtMillis, background);
    }
}
