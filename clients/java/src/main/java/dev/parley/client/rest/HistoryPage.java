package dev.parley.client.rest;

import dev.parley.proto.v1.Event;
import java.util.List;

/// One page of a history, in the direction that was asked for.
///
/// @param nextCursor goes on from here; empty at the end
public record HistoryPage(List<Event> items, String nextCursor, boolean hasMore) {}
