package dev.parley.history.sync;

import dev.parley.history.reading.SeqRange;

/// A piece of the way from a client's position to a head.
sealed interface SyncStep {

    /// Events the user may see, in one bucket.
    record Read(String conversationId, SeqRange range) implements SyncStep {}

    /// Events the user must step over.
    ///
    /// @param inHistory the user may see them, there are only too many; false: the user may not
    record Skip(String conversationId, SeqRange range, boolean inHistory) implements SyncStep {}
}
