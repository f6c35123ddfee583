package dev.parley.history.reading;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// Reads what says how much one user has not read. Blocks its (virtual) thread; a read that fails throws {@link
/// ReadRefused} with `UNAVAILABLE`.
public interface UnreadReader {

    /// How far the user has read those conversations in which they ever said so.
    Map<String, Long> readMarks(String userId, Collection<String> conversationIds);

    /// By conversation, the ordinal at one seq of each; nothing for a row that does not exist.
    Map<String, Long> ordinals(Map<String, Long> seqs);

    /// By conversation, the messages above one seq of each that mention the user or everybody, deleted ones left
    /// out; the newest, at most `rows` of either kind.
    Map<String, Set<Long>> mentions(String userId, Map<String, Long> above, int rows);
}
