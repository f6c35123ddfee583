package dev.parley.client.model;

/// A token bucket a little below the server's own (50 commands/s, burst 200 per session), so that a well-behaved
/// client waits here instead of being refused there, and is never closed for being too fast.
final class CommandPacer {

    private static final int BURST = 180;
    private static final double PER_MILLI = 0.048;

    private double tokens = BURST;
    private long filledAt;

    /// A new session has a full bucket on the server, but the old one may still count: half of it is taken.
    void newSession(long nowMillis) {
        tokens = Math.max(tokens, BURST / 2.0);
        filledAt = nowMillis;
    }

    boolean tryTake(long nowMillis) {
        fill(nowMillis);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    long nextAt(long nowMillis) {
        fill(nowMillis);
        return tokens >= 1 ? nowMillis : nowMillis + (long) Math.ceil((1 - tokens) / PER_MILLI);
    }

    private void fill(long nowMillis) {
        if (nowMillis > filledAt) {
            tokens = Math.min(BURST, tokens + (nowMillis - filledAt) * PER_MILLI);
            filledAt = nowMillis;
        }
    }
}
