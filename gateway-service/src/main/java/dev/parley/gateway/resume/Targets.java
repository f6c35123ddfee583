package dev.parley.gateway.resume;

import dev.parley.contract.MessageTarget;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What never changes about the message that an edit, a deletion, a reaction or a pin names: who wrote it, when, and
/// when it will be gone. History can tell it, and the sequencer decides by it without reading anything.
public final class Targets {

    private final HistoryClient history;
    private final HeadReader heads;

    public Targets(HistoryClient history, HeadReader heads) {
        this.history = history;
        this.heads = heads;
    }

    /// Without an author if this user can see no message of that seq. Waits up to two seconds for history to reach
    /// the seq. Empty if it cannot be known now.
    public CompletionStage<Optional<Target>> of(String userId, String conversationId, long seq) {
        Sync one = Sync.newBuilder()
                .putPositions(conversationId, seq - 1)
                .setLimit(1)
                .build();
        return history.sync(userId, one, Map.of(conversationId, seq))
                .thenCompose(page -> page.isPresent()
                        ? target(page.get(), conversationId, seq)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<Optional<Target>> target(Page page, String conversationId, long seq) {
        for (Event event : page.getEventsList()) {
            if (event.getConversationId().equals(conversationId) && event.getSeq() == seq) {
                return CompletableFuture.completedFuture(Optional.of(MessageTarget.of(event)));
            }
        }
        if (page.getHeadsOrDefault(conversationId, 0) >= seq || !page.getMore()) {
            return CompletableFuture.completedFuture(Optional.of(MessageTarget.noMessage(seq)));
        }
        // History is behind the seq: it may not exist, or only not be there yet.
        return heads.known(Set.of(conversationId))
                .thenApply(known -> known.getOrDefault(conversationId, 0L) >= seq
                        ? Optional.empty()
                        : Optional.of(MessageTarget.noMessage(seq)));
    }
}
