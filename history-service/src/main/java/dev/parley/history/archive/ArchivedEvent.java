package dev.parley.history.archive;

import dev.parley.proto.log.LogEvent;

/// An accepted event and where it stands in its partition of `parley.events`.
public record ArchivedEvent(LogEvent logEvent, long offset) {

    /// The write timestamp of everything that follows from this event. Offsets grow with the log, so a later event
    /// always beats an earlier one and a repeat writes what is there. + 1 because Cassandra treats 0 as any other
    /// number, people do not.
    public long writeTimestamp() {
        return offset + 1;
    }
}
