package dev.parley.history.archive;

import java.time.Duration;

/// What the writer counts. `records read = archived + ignored + noise + unusable`, each counted after its work
/// is done; a repeated attempt counts once.
public interface HistoryMetrics {

    /// Events now in the archive, and how old the youngest of them was then, by the broker's clock.
    void archived(int events, Duration age);

    /// Accepted, and nothing to store: private events of a kind that this version does not know.
    void ignored(int events);

    /// Late twins and orphans.
    void noise(int records);

    /// Records put into `parley.dead-letters`.
    void unusable(int records);

    /// An attempt to write failed; the same records are tried again.
    void stalled();
}
