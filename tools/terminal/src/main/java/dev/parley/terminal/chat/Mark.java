package dev.parley.terminal.chat;

/// How far an own message has come.
enum Mark {
    PENDING("… "),
    SENT("✓ "),
    DELIVERED("✓✓"),
    READ("✓✓"),
    REFUSED("✗ ");

    private final String sign;

    Mark(String sign) {
        this.sign = sign;
    }

    /// Two columns.
    String sign() {
        return sign;
    }
}
