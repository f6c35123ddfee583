package dev.parley.chat.sequencing;

import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.DedupSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Checkpoint rows that a test puts down one by one.
final class StoredRows implements StateSource {

    final Map<String, ConversationSnapshot> conversations = new HashMap<>();
    final Map<WindowKey, DedupSnapshot> windows = new HashMap<>();

    StoredRows conversationsOf(Checkpoint checkpoint) {
        checkpoint.conversations().forEach(row -> conversations.put(row.conversationId(), row.snapshot()));
        return this;
    }

    StoredRows windowsOf(Checkpoint checkpoint) {
        checkpoint.windows().forEach(row -> windows.put(row.key(), row.snapshot()));
        return this;
    }

    @Override
    public Optional<ConversationSnapshot> conversation(String conversationId) {
        return Optional.ofNullable(conversations.get(conversationId));
    }

    @Override
    public Optional<DedupSnapshot> window(WindowKey key) {
        return Optional.ofNullable(windows.get(key));
    }
}
