package dev.parley.history.query;

import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.Listing;
import dev.parley.history.reading.ReadRefused;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which part of a conversation is asked for.
///
/// @param listing null: every event
/// @param newestFirst down from `edge`, or up from it
/// @param edge a seq that is not part of the answer itself
/// @param limit 1–{@link #MAX_LIMIT}
record HistoryRequest(@Nullable Listing listing, boolean newestFirst, long edge, int limit) {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 200;
    static final int MAX_PINNED = 100;

    /// From the query: at most one of `thread`, `pinned` and `mentions`, at most one of `before`, `after`
    /// and `cursor`, and `limit`. Unknown parameters are ignored.
    ///
    /// @throws ReadRefused `INVALID` or `BAD_CURSOR`
    static HistoryRequest parse(String conversationId, Map<String, String> query) {
        Listing listing = listing(query);
        String before = query.get("before");
        String after = query.get("after");
        String cursor = query.get("cursor");
        int limit = limit(query.get("limit"), listing);
        if (given(before, after, cursor) > 1) {
            throw invalid("before, after, cursor: at most one of them");
        }
        if (cursor != null) {
            HistoryCursor from = HistoryCursor.decode(cursor, scope(conversationId, listing));
            return new HistoryRequest(listing, from.newestFirst(), from.seq(), limit);
        }
        if (after != null) {
            return new HistoryRequest(listing, false, number("after", after, 0), limit);
        }
        long edge = before == null ? Long.MAX_VALUE : number("before", before, 1);
        return new HistoryRequest(listing, true, edge, limit);
    }

    /// Where to go on after `seq`.
    String cursor(String conversationId, long seq) {
        return new HistoryCursor(newestFirst, seq).encode(scope(conversationId, listing));
    }

    /// The parameters of the next page but its cursor.
    String query() {
        return listingQuery(listing) + "limit=" + limit;
    }

    private static String scope(String conversationId, @Nullable Listing listing) {
        // A space is in no conversation's id.
        return listing == null ? conversationId : conversationId + " " + listingQuery(listing);
    }

    private static String listingQuery(@Nullable Listing listing) {
        return switch (listing) {
            case null -> "";
            case Listing.Replies replies -> "thread=" + replies.root() + "&";
            case Listing.Pinned pinned -> "pinned=true&";
            case Listing.Mentions mentions -> "mentions=me&";
        };
    }

    private static @Nullable Listing listing(Map<String, String> query) {
        String thread = query.get("thread");
        String pinned = query.get("pinned");
        String mentions = query.get("mentions");
        if (given(thread, pinned, mentions) > 1) {
            throw invalid("thread, pinned, mentions: at most one of them");
        }
        if (thread != null) {
            return new Listing.Replies(number("thread", thread, 1));
        }
        if (pinned != null) {
            requireWord("pinned", pinned, "true");
            return new Listing.Pinned();
        }
        if (mentions != null) {
            requireWord("mentions", mentions, "me");
            return new Listing.Mentions();
        }
        return null;
    }

    private static int limit(@Nullable String text, @Nullable Listing listing) {
        boolean pinned = listing instanceof Listing.Pinned;
        if (text == null) {
            return pinned ? MAX_PINNED : DEFAULT_LIMIT;
        }
        return (int) Math.min(pinned ? MAX_PINNED : MAX_LIMIT, number("limit", text, 1));
    }

    private static int given(@Nullable String one, @Nullable String two, @Nullable String three) {
        return (one == null ? 0 : 1) + (two == null ? 0 : 1) + (three == null ? 0 : 1);
    }

    private static void requireWord(String name, String text, String word) {
        if (!text.equals(word)) {
            throw invalid(name + ": not understood (expected: " + word + ")");
        }
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
