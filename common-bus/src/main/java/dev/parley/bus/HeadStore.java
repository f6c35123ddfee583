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

    /// Notes that users came into a conversation at `seq`, until history shows it (TTL 1 h).
    CompletionStage<Void> noteJoined(Collection<String> userIds, String conversationId, long seq);

    /// Conversations the user lately came into → the seq of that.
    CompletionStage<Map<String, Long>> recentlyJoined(String userId);
}
