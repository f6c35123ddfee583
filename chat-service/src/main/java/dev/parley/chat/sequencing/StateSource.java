package dev.parley.chat.sequencing;

import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.DedupSnapshot;
import java.util.Optional;

/// The checkpoint rows, as last written by whoever owned the partition. Read before a decision, never during one.
public interface StateSource {

    Optional<ConversationSnapshot> conversation(String conversationId);

    Optional<DedupSnapshot> window(WindowKey key);
}
