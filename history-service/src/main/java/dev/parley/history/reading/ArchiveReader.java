package dev.parley.history.reading;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Reads the archive. Blocks its (virtual) thread; a read that fails throws {@link ReadRefused} with `UNAVAILABLE`.
///
/// **Order of reads.** A writer makes rows and memberships visible before the head that covers them. So who reads the
/// head first, then the membership, then the rows, never misses a row at or below the head and never sees a message
/// behind the end of a membership.
public interface ArchiveReader {

    /// The heads of those conversations that have one.
    Map<String, ConversationHead> heads(Collection<String> conversationIds);

    /// The user's memberships in those of the conversations that the user is or was a member of.
    Map<String, Membership> memberships(String userId, Collection<String> conversationIds);

    /// Ids of the user's conversations that sort after `afterId`, sorted. Which part of each the user may
    /// see is asked for afterwards: it has its place in the order of reads.
    List<String> conversationsOf(String userId, String afterId, int limit);

    /// The events of each part, ascending, in the order of the parts. A row that does not exist is left out.
    List<List<StoredEvent>> events(List<Part> parts);

    /// Some events of a conversation, ascending. A row that does not exist is left out.
    List<StoredEvent> events(String conversationId, Collection<Long> seqs);

    /// Some seqs of a conversation.
    record Part(String conversationId, SeqRange range) {}
}
