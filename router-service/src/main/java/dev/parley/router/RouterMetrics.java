package dev.parley.router;

import java.time.Duration;

/// What a router counts. `read = routed + dropped + dead`, where `routed` grows only once its frames were
/// published, so the difference is what is being retried.
public interface RouterMetrics {

    /// Which topic a record came from.
    enum Source {
        EVENTS,
        SIGNALS
    }

    /// Records taken from Kafka.
    void read(Source source, int records);

    /// Records whose frames are published, or that had nobody to go to.
    void routed(Source source, int records);

    /// Late twins and orphans of a former sequencer, by `logIndex`.
    void dropped(Source source);

    /// Records sent to the dead letters.
    void dead(Source source);

    /// A batch that has to be done again: Redis or Kafka did not answer.
    void retried(Source source);

    /// A gate started afresh because records before it were deleted unread.
    void rebased();

    /// From the poll to the last frame published.
    void batchTook(Source source, Duration time);

    void framePublished(int deliveries);

    /// A frame published to an address where nobody listened: its gateway repairs its sessions when it is back.
    void frameUnheard();

    /// Users whose sessions were asked for: those the router knew, and those it had to read from the directory.
    void lookedUp(int known, int read);

    /// Receipts and typing given up because Redis did not answer.
    void hintsGivenUp(int signals);

    void heartbeatFailed();
}
