package dev.parley.bus.limits;

import java.time.Duration;

/// How much of one action is allowed: `burst` at once after a rest, and `refill` in each `per` from then on,
/// handed out evenly and not at the end of each period.
///
/// @param name of the action, as it stands in keys and headers: lower-case letters and dashes
public record Allowance(String name, int burst, int refill, Duration per) {

    public Allowance {
        if (burst < 1 || refill < 1 || per.toMillis() < 1) {
            throw new IllegalArgumentException("allowance " + name + ": " + burst + ", " + refill + " per " + per
                    + " (expected: positive, per at least 1 ms)");
        }
    }

    /// From empty to full.
    public Duration untilFull() {
        return per.multipliedBy(burst).dividedBy(refill);
    }
}
