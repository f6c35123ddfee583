package dev.parley.chaos.report;

import dev.parley.chaos.check.Violation;
import dev.parley.chaos.fault.Fault;
import dev.parley.chaos.heal.Healing;
import java.time.Duration;
import java.util.List;

/// What one fault did.
///
/// @param sent messages handed to clients
/// @param acked messages of them that were acked
/// @param refused messages of them that were refused for good: those of non-members
/// @param repeated commands sent again after the run, to see whether they get their old seq
/// @param deliveries events applied over all devices
public record Result(
        Fault fault,
        int sent,
        int acked,
        int refused,
        int repeated,
        int deliveries,
        Duration lasted,
        Healing healing,
        List<Violation> violations) {}
