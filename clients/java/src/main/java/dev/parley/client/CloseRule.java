package dev.parley.client;

import dev.parley.contract.CloseCode;

/// What a close code asks of the client. Known codes carry their rule; of unknown ones the range decides; transport
/// codes (1000, 1001, 1006, 1011, …) are a reason to come back.
final class CloseRule {

    private CloseRule() {}

    static CloseCode.Rule of(int code) {
        for (CloseCode known : CloseCode.values()) {
            if (known.code() == code) {
                return known.rule();
            }
        }
        return code >= 4500 && code <= 4999 ? CloseCode.Rule.STAY_AWAY : CloseCode.Rule.RECONNECT;
    }
}
