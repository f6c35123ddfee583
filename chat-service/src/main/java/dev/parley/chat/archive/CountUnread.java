package dev.parley.chat.archive;

import static dev.parley.contract.ProtocolLimits.MAX_COUNTED_MENTIONS;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.proto.v1.Event;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Counts what a user has not read in a conversation, as history has it: three rows, none for who has read to its head.
public final class CountUnread {

    /// Twice as many, so that deleted ones among them rarely make the count too small.
    private static final int MENTION_ROWS = 2 * MAX_COUNTED_MENTIONS;

    private final ReadEvent readEvent;
    private final ReadMentions readMentions;

    public CountUnread(CqlSession session, String keyspace) {
        readEvent = new ReadEvent(session, keyspace);
        readMentions = new ReadMentions(session, keyspace);
    }

    /// @param mentions of the user or of everybody, at most 100
    public record Unread(long messages, int mentions) {}

    /// @param readSeq the read mark, at least the seq that let the user in. It may be quicker than history: beyond
    /// its head there is nothing to be unread
    public CompletableFuture<Unread> execute(
            String conversationId, String userId, long readSeq, ReadConversation.Head head) {
        if (readSeq >= head.seq()) {
            return CompletableFuture.completedFuture(new Unread(0, 0));
        }
        return readEvent
                .execute(conversationId, readSeq)
                .thenApply(event -> Math.max(
                        0, head.ordinal() - event.map(Event::getOrdinal).orElse(0L)))
                .thenCombine(mentions(conversationId, userId, readSeq), Unread::new)
                .toCompletableFuture();
    }

    /// A message that mentions the user and everybody counts once.
    private CompletableFuture<Integer> mentions(String conversationId, String userId, long readSeq) {
        return readMentions
                .execute(conversationId, userId, readSeq, MENTION_ROWS)
                .thenCombine(
                        readMentions.execute(conversationId, ReadMentions.EVERYBODY, readSeq, MENTION_ROWS),
                        (own, all) -> {
                            Set<Long> both = new HashSet<>(own);
                            both.addAll(all);
                            return Math.min(both.size(), MAX_COUNTED_MENTIONS);
                        })
                .toCompletableFuture();
    }
}
