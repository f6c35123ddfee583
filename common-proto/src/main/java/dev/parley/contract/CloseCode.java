package dev.parley.contract;

/// Why a socket was closed by the server, and what the client does next. The range carries the rule: 4000–4499
/// reconnect and resume, 4500–4999 do not come back unasked. The table in `docs/protocol.md` is checked against this
/// enum.
public enum CloseCode {
    DRAINING(4000, Rule.RECONNECT, "draining"),
    UNAUTHORIZED(4001, Rule.RECONNECT, "unauthorized"),
    SLOW_CONSUMER(4002, Rule.RECONNECT, "slow consumer"),
    HEARTBEAT_MISSED(4008, Rule.RECONNECT, "heartbeat missed"),
    TOO_FAST(4029, Rule.RECONNECT, "too fast"),
    BAD_FRAME(4500, Rule.STAY_AWAY, "bad frame"),
    BAD_VERSION(4501, Rule.STAY_AWAY, "bad version"),
    DEVICE_REVOKED(4503, Rule.STAY_AWAY, "device revoked"),
    REPLACED(4509, Rule.STAY_AWAY, "replaced by a newer session of this device"),
    WRONG_OPCODE(1003, Rule.STAY_AWAY, "binary on JSON or text on binary"),
    TOO_BIG(1009, Rule.STAY_AWAY, "frame too big"),
    POD_FULL(1013, Rule.RECONNECT, "pod full");

    /// What a client does after a close.
    public enum Rule {
        /// Come back with jittered backoff and resume. After `UNAUTHORIZED`: with a fresh token.
        RECONNECT,
        /// Do not come back unless the application asks.
        STAY_AWAY
    }

    private final int code;
    private final Rule rule;
    private final String reason;

    CloseCode(int code, Rule rule, String reason) {
        if (reason.length() > 123) {
            throw new IllegalArgumentException(
                    "reason: " + reason.length() + " bytes (expected: <= 123, RFC 6455 5.5)");
        }
        this.code = code;
        this.rule = rule;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    public Rule rule() {
        return rule;
    }

    public String reason() {
        return reason;
    }
}
