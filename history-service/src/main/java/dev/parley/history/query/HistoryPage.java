package dev.parley.history.query;

import dev.parley.proto.v1.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a conversation, in the order asked for.
///
/// @param nextCursor null on the last page
record HistoryPage(List<Event> items, @Nullable String nextCursor) {}
