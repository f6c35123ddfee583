package dev.parley.history.sync;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.history.reading.ReadRefused;
import dev.parley.proto.v1.Sync;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A checked `sync`.
///
/// @param positions the highest seq held without a hole, by conversation; sorted, so that a page always fills in one
/// order
/// @param limit events of the page, 1–{@link ProtocolLimits#MAX_PAGE_EVENTS}
/// @param headsAfter null: heads of the named conversations only
/// @param announced heads the caller was told of, by conversation; only of conversations in `positions`
record SyncRequest(
        SortedMap<String, Long> positions,
        int limit,
        @Nullable String headsAfter,
        Map<String, Long> announced) {

    /// @throws ReadRefused `INVALID`
    static SyncRequest of(Sync sync, Map<String, Long> announced) {
        if (sync.getPositionsCount() > ProtocolLimits.MAX_SYNC_POSITIONS) {
            throw invalid("positions: " + sync.getPositionsCount() + " (expected: <= "
                    + ProtocolLimits.MAX_SYNC_POSITIONS + ")");
        }
        if (sync.getLimit() < 0) {
            throw invalid("limit: " + sync.getLimit() + " (expected: 1.." + ProtocolLimits.MAX_PAGE_EVENTS + ")");
        }
        int limit = sync.getLimit() == 0 ? ProtocolLimits.DEFAULT_PAGE_EVENTS : sync.getLimit();
        SortedMap<String, Long> positions = new TreeMap<>();
        sync.getPositionsMap().forEach((conversationId, seq) -> {
            if (seq < 0) {
                throw invalid("position: " + seq + " (expected: >= 0)");
            }
            // What cannot be an id is no conversation of anybody: absent, like one the user is no member of.
            if (Identifiers.isConversationId(conversationId)) {
                positions.put(conversationId, seq);
            }
        });
        Map<String, Long> known = new TreeMap<>(announced);
        known.keySet().retainAll(positions.keySet());
        return new SyncRequest(
                positions,
                Math.min(limit, ProtocolLimits.MAX_PAGE_EVENTS),
                sync.hasHeadsAfter() ? sync.getHeadsAfter() : null,
                known);
    }

    private static ReadRefused invalid(String detail) {
        return new ReadRefused(ErrorCode.INVALID, detail);
    }
}
