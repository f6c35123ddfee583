package dev.parley.gateway.resume;

import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Who wrote the message that an edit, a deletion or a reaction names. Author and kind of a seq never change, so
/// history
/// can tell them, and the sequencer decides by them without reading anything.
public final class TargetAuthors {

    private final HistoryClient history;
    private final HeadReader heads;

    public TargetAuthors(HistoryClient history, HeadReader heads) {
        this.history = history;
        this.heads = heads;
    }

    /// The author; an empty text if this user can see no message of that seq. Waits up to two seconds for history to
    /// reach the seq. Empty if it cannot be known now.
    public CompletionStage<Optional<String>> of(String userId, String conversationId, long seq) {
        Sync one = Sync.newBuilder()
                .putPositions(conversationId, seq - 1)
                .setLimit(1)
                .build();
        return history.sync(userId, one, Map.of(conversationId, seq))
                .thenCompose(page -> page.isPresent()
                        ? author(page.get(), conversationId, seq)
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletionStage<Optional<String>> author(Page page, String conversationId, long seq) {
        for (Event event : page.getEventsList()) {
            if (event.getConversationId().equals(conversationId) && event.getSeq() == seq) {
                String author = event.hasMessage() ? event.getSender().getUserId() : "";
                return CompletableFuture.completedFuture(Optional.of(author));
            }
        }
        if (page.getHeadsOrDefault(conversationId, 0) >= seq || !page.getMore()) {
            return CompletableFuture.completedFuture(Optional.of(""));
        }
        // History is behind the seq: it may not exist, or only not be there yet.
        return heads.known(Set.of(conversationId))
                .thenApply(known -> known.getOrDefault(conversationId, 0L) >= seq ? Optional.empty() : Optional.of(""));
    }
}
