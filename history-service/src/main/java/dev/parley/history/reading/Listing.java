package dev.parley.history.reading;

/// A choice of the messages of a conversation.
public sealed interface Listing {

    /// Those that name this seq as the first of their thread; not that one itself.
    record Replies(long root) implements Listing {}

    /// Those that are pinned.
    record Pinned() implements Listing {}

    /// Those that mention the reader, or everybody.
    record Mentions() implements Listing {}

    /// @param live false: it was in the list once, and no longer is
    record Entry(long seq, boolean live) {}
}
