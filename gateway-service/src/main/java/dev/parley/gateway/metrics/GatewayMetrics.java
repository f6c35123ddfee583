package dev.parley.gateway.metrics;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;

/// What the gateway counts. Relations that hold over time: `accepted = acked + refused(later) + in flight`, and every
/// delivery is `written` or its session was `closed`.
public interface GatewayMetrics {

    /// A command went to the log.
    void accepted();

    /// A command was answered here with a word.
    void refused(ErrorCode code);

    /// A client's frame was wrong and answered with `error`.
    void wrongFrame(ErrorCode code);

    /// An ack, event or broadcast was queued to sockets.
    void delivered(int sockets);

    /// The server closed a socket.
    void closed(CloseCode code);

    /// Frames of the bus were lost and sessions are repaired.
    void busLoss();

    /// A part could not be reached where the answer said so.
    void unavailable(String part);

    /// Marks and typing over the rate.
    void activityDropped();
}
