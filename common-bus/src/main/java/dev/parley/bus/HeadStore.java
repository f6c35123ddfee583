package dev.parley.bus;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// The newest seq of each conversation, written by the router before it looks an audience up, and read by a
/// gateway after it has registered a session: so one of the two always sees the other. A hint like the
/// directory; greatest value wins.
public interface HeadStore {

    /// Raises the heads; a lower value than the stored one changes nothing. One pipelined round trip.
    CompletionStage<Void> raise(Map<String, Long> headByConversation);

    /// Absent: not known here, ask history.
    CompletionStage<Map<String, Long>> read(Collection<String> conversationIds);

    /// Notes that users came into a conversation or went, until history shows it (TTL 1 h). To be done before the
    /// head is raised: so who reads the head first and then this knows of every end at or below that head.
    CompletionStage<Void> note(Collection<String> userIds, String conversationId, RecentChange change);

    /// Conversations the user lately came into or left → the last of these changes.
    CompletionStage<Map<String, RecentChange>> recent(String userId);
}
