package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.bus.HeadStore;
import dev.parley.bus.RecentChange;
import dev.parley.chat.archive.ReadConversation;
import dev.parley.chat.archive.ReadEvent;
import dev.parley.chat.archive.ReadWindows;
import dev.parley.chat.sequencing.Policies;
import dev.parley.contract.MessageTarget;
import dev.parley.proto.log.Target;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// What never changes about the message that an edit, a deletion, a reaction or a pin names: who wrote it, when, and
/// when it will be gone. Read from history, because the sequencer decides by it without reading anything.
public final class Targets {

    private final ReadWindows readWindows;
    private final ReadConversation readConversation;
    private final ReadEvent readEvent;
    private final HeadStore heads;

    public Targets(CqlSession session, String keyspace, HeadStore heads) {
        readWindows = new ReadWindows(session, keyspace);
        readConversation = new ReadConversation(session, keyspace);
        readEvent = new ReadEvent(session, keyspace);
        this.heads = heads;
    }

    /// Without an author if this user can see no message of that seq. Waits up to two seconds for history
    /// to know the user as a member and to reach the seq; as long for somebody who is none, so that the
    /// time tells nothing about a conversation. UNAVAILABLE if it cannot be known now.
    Mono<Target> of(String userId, String conversationId, long seq) {
        return HistoryWait.until(
                        Mono.fromFuture(() -> look(userId, conversationId, seq)).flatMap(Mono::justOrEmpty))
                .switchIfEmpty(Mono.fromFuture(() -> beyondHistory(userId, conversationId, seq)));
    }

    /// Empty: not yet.
    private CompletableFuture<Optional<Target>> look(String userId, String conversationId, long seq) {
        return readWindows
                .execute(userId, conversationId)
                .thenCombine(readConversation.execute(conversationId), (windows, head) -> {
                    if (!windows.isOpen() || head.isEmpty() || head.get().seq() < seq) {
                        return CompletableFuture.completedFuture(Optional.<Target>empty());
                    }
                    boolean visible = windows.contains(seq)
                            || head.get().policy().getHistory().equals(Policies.ALL);
                    return visible
                            ? read(conversationId, seq)
                            : CompletableFuture.completedFuture(Optional.of(MessageTarget.noMessage(seq)));
                })
                .thenCompose(target -> target)
                .toCompletableFuture();
    }

    private CompletableFuture<Optional<Target>> read(String conversationId, long seq) {
        return readEvent
                .execute(conversationId, seq)
                .thenApply(event ->
                        Optional.of(event.map(MessageTarget::of).orElseGet(() -> MessageTarget.noMessage(seq))))
                .toCompletableFuture();
    }

    private static boolean hasJoined(@Nullable RecentChange change) {
        return change != null && change.joined();
    }

    /// History is behind the seq, or does not know the user: either may never be, or only not be there yet.
    /// Somebody who is no member gets the sequencer's answer to that.
    private CompletableFuture<Target> beyondHistory(String userId, String conversationId, long seq) {
        CompletableFuture<Boolean> belongs = readWindows
                .execute(userId, conversationId)
                .thenCombine(
                        heads.recent(userId),
                        (windows, recent) -> windows.isOpen() || hasJoined(recent.get(conversationId)))
                .toCompletableFuture();
        return heads.read(List.of(conversationId))
                .thenCombine(belongs, (known, member) -> {
                    if (member && known.getOrDefault(conversationId, 0L) >= seq) {
                        throw Problems.unavailable();
                    }
                    return MessageTarget.noMessage(seq);
                })
                .toCompletableFuture();
    }
}
