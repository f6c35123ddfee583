package dev.parley.history.query;

import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.ReadRefused;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which part of a conversation is asked for.
///
/// @param newestFirst down from `edge`, or up from it
/// @param edge a seq that is not part of the answer itself
/// @param limit 1–{@link #MAX_LIMIT}
record HistoryRequest(boolean newestFirst, long edge, int limit) {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 200;

    /// From the query: at most one of `before`, `after` and `cursor`, and `limit`. Unknown parameters are ignored.
    ///
    /// @throws ReadRefused `INVALID` or `BAD_CURSOR`
    static HistoryRequest parse(String conversationId, Map<String, String> query) {
        String before = query.get("before");
        String after = query.get("after");
        String cursor = query.get("cursor");
        int limit = limit(query.get("limit"));
        if ((before == null ? 0 : 1) + (after == null ? 0 : 1) + (cursor == null ? 0 : 1) > 1) {
            throw invalid("before, after, cursor: at most one of them");
        }
        if (cursor != null) {
            HistoryCursor from = HistoryCursor.decode(cursor, conversationId);
            return new HistoryRequest(from.newestFirst(), from.seq(), limit);
        }
        if (after != null) {
            return new HistoryRequest(false, number("after", after, 0), limit);
        }
        long edge = before == null ? Long.MAX_VALUE : number("before", before, 1);
        return new HistoryRequest(true, edge, limit);
    }

    private static int limit(@Nullable String text) {
        return text == null ? DEFAULT_LIMIT : (int) Math.min(MAX_LIMIT, number("limit", text, 1));
    }

    /// A whole number in decimal digits; one that is too great for a long counts as the greatest long.
    private static long number(String name, String text, long least) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid(name + ": not a number (expected: >= " + least + ")");
        }
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            number = Long.MAX_VALUE;
        }
        if (number < least) {
            throw invalid(name + ": " + number + " (expected: >= " + least + ")");
        }
        return number;
    }

    private static ReadRefused invalid(String detail) {
        return new ReadRefused(ErrorCode.INVALID, detail);
    }
}
