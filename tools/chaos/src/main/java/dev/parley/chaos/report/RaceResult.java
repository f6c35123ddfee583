package dev.parley.chaos.report;

import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Told;
import dev.parley.chaos.check.Violation;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// What one seed of the membership races came to.
///
/// @param accepted messages acked
/// @param refused messages refused because their sender was no member
/// @param otherwise messages refused for another reason
/// @param changes membership events of the log, those of the creation excluded
/// @param withoutEffect changes asked for that were refused or already so
/// @param applied events that devices handed to their applications
/// @param seen events in frames that taps recorded
/// @param reads conversations read by REST
public record RaceResult(
        long seed,
        Duration lasted,
        long accepted,
        long refused,
        long otherwise,
        long changes,
        long withoutEffect,
        long applied,
        long seen,
        long reads,
        long violations) {

    public static RaceResult of(long seed, Duration lasted, Recording recording, List<Violation> violations) {
        long refusals = count(recording, Told.Refused.class::isInstance);
        long strangers =
                count(recording, told -> told instanceof Told.Refused refused && "NOT_A_MEMBER".equals(refused.code()));
        long changes = recording.history().values().stream()
                .flatMap(List::stream)
                .filter(row -> row.seq() > 1 && !row.change().isNone())
                .count();
        return new RaceResult(
                seed,
                lasted,
                count(recording, Told.Acked.class::isInstance),
                strangers,
                refusals - strangers,
                changes,
                count(recording, Told.Unchanged.class::isInstance),
                count(recording, Told.Applied.class::isInstance),
                count(recording, Told.Seen.class::isInstance),
                count(recording, Told.Read.class::isInstance),
                violations.size());
    }

    private static long count(Recording recording, Predicate<Told> which) {
        return recording.told().stream().filter(which).count();
    }
}
