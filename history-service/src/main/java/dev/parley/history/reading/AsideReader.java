package dev.parley.history.reading;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads what stands beside the messages. Blocks its (virtual) thread; a read that fails throws {@link ReadRefused}
/// with
/// `UNAVAILABLE`. It is visible at the latest with the head that covers its event; what is private has no head and is
/// visible a moment later.
public interface AsideReader {

    /// Of the given seqs, by conversation, those that `userId` deleted for themselves.
    Map<String, Set<Long>> hidden(String userId, Map<String, ? extends Collection<Long>> seqs);

    /// The reactions to some messages, in no order. Of more than 20,000 to messages of one bucket some are
    /// left out.
    List<Reacting> reactions(String conversationId, Collection<Long> targets);

    /// The first `limit` entries of a listing within a range, from its newest or its oldest end.
    List<Listing.Entry> entries(
            String userId, String conversationId, Listing listing, SeqRange range, boolean newestFirst, int limit);

    /// One user's emoji at one message.
    ///
    /// @param place of the reaction in the log, the latest one if it was sent again
    record Reacting(long targetSeq, String emoji, String userId, long place) {}
}
